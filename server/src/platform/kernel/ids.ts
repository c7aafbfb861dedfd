import { randomInt } from 'node:crypto'

declare const brand: unique symbol

/** A string that stands for one kind of thing only, so that a module id cannot be passed where a team id is wanted. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type OrganizationId = Id<'organization'>
export type UserId = Id<'user'>
export type TeamId = Id<'team'>
export type MembershipId = Id<'organization-membership'>
export type TokenId = Id<'authentication-token'>
export type OAuthClientId = Id<'oauth-client'>
export type OAuthTokenId = Id<'oauth-token'>
export type VcsRepositoryId = Id<'vcs-repository'>
export type RegistryModuleId = Id<'registry-module'>
export type RegistryModuleVersionId = Id<'registry-module-version'>
export type DeletedModuleId = Id<'deleted-registry-module'>

/** The prefixes are those of the HCP Terraform API, which clients show and users recognise. */
const PREFIXES = {
  organization: 'org',
  user: 'user',
  team: 'team',
  'organization-membership': 'ou',
  'authentication-token': 'at',
  'oauth-client': 'oc',
  'oauth-token': 'ot',
  'vcs-repository': 'repo',
  'registry-module': 'mod',
  'registry-module-version': 'modver',
  'deleted-registry-module': 'delmod',
} as const

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789'
const LENGTH = 16

/** @returns a new id such as `mod-fZn7uHu99ZCpAKZJ` (92 random bits) */
export function newId<Kind extends keyof typeof PREFIXES>(kind: Kind): Id<Kind> {
  let text = `${PREFIXES[kind]}-`
  for (let i = 0; i < LENGTH; i++) text += ALPHABET[randomInt(ALPHABET.length)]
  return text as Id<Kind>
}
