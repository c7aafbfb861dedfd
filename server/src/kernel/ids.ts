import { randomInt } from 'node:crypto'

declare const brand: unique symbol

/** A branded string: the compiler refuses a module id where a team id belongs. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type OrganizationId = Id<'organization'>
export type UserId = Id<'user'>
export type TeamId = Id<'team'>
export type MembershipId = Id<'organization-membership'>
export type TokenId = Id<'authentication-token'>
export type ProjectId = Id<'project'>
export type AgentPoolId = Id<'agent-pool'>
export type OAuthClientId = Id<'oauth-client'>
export type OAuthTokenId = Id<'oauth-token'>
export type VcsRepositoryId = Id<'vcs-repository'>
export type WebhookId = Id<'webhook'>
export type WebhookDeliveryId = Id<'webhook-delivery'>
export type GithubAppId = Id<'github-app'>
export type GithubAppInstallationId = Id<'github-app-installation'>
export type RegistryModuleId = Id<'registry-module'>
export type RegistryModuleVersionId = Id<'registry-module-version'>
export type TagBindingId = Id<'tag-binding'>
export type NoCodeModuleId = Id<'no-code-module'>
export type VariableOptionId = Id<'variable-option'>
export type DeletedModuleId = Id<'deleted-registry-module'>

/** The prefixes are those of the HCP Terraform API, which clients show and users recognise. */
const PREFIXES = {
  organization: 'org',
  user: 'user',
  team: 'team',
  'organization-membership': 'ou',
  'authentication-token': 'at',
  project: 'prj',
  'agent-pool': 'apool',
  'oauth-client': 'oc',
  'oauth-token': 'ot',
  'vcs-repository': 'repo',
  webhook: 'hook',
  'webhook-delivery': 'hookdel',
  'github-app': 'ghapp',
  'github-app-installation': 'ghain',
  'registry-module': 'mod',
  'registry-module-version': 'modver',
  'test-config': 'tc',
  'tag-binding': 'tb',
  'no-code-module': 'nocode',
  'variable-option': 'ncvaropt',
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
