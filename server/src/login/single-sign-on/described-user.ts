// From verified claims to the user they describe. https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
import type { ProviderUser } from '../../accounts/index.ts'
import { Unauthenticated } from '../../kernel/index.ts'
import type { ProviderSettings } from './provider-settings.ts'

export type Claims = Readonly<Record<string, unknown>>

/** Of `sub`, as the specification has it. */
const MAX_SUBJECT_LENGTH = 255
const MAX_GROUPS = 1000
const MAX_GROUP_LENGTH = 1024

/**
 * @param token of the ID token, which counts first
 * @param userinfo of the same subject; empty when the provider has no such endpoint
 * @throws Unauthenticated when nobody can be told apart by them
 */
export function describedUser(
  token: Claims & { iss: string; sub: string },
  userinfo: Claims,
  { groupsClaim, trustEmail }: Pick<ProviderSettings, 'groupsClaim' | 'trustEmail'>,
): ProviderUser {
  const { iss: issuer, sub: subject } = token
  if (subject === '' || subject.length > MAX_SUBJECT_LENGTH) throw new Unauthenticated('The identity provider names nobody')
  // An address and whether it is verified come from one place: neither says anything about the other's.
  const source = textOf(token['email']) === undefined ? userinfo : token
  const told = source['email_verified'] ?? (source === token ? userinfoOfSame(token, userinfo) : undefined)
  return {
    issuer,
    subject,
    username: firstText(token, userinfo, ['preferred_username', 'nickname']),
    email: textOf(source['email']),
    // Some providers write it as a text. One that says no is believed in any case.
    emailVerified: told === true || told === 'true' || (told === undefined && trustEmail),
    groups: groupsOf(token, userinfo, groupsClaim),
  }
}

function userinfoOfSame(token: Claims, userinfo: Claims): unknown {
  return userinfo['email'] === token['email'] ? userinfo['email_verified'] : undefined
}

function firstText(token: Claims, userinfo: Claims, names: readonly string[]): string | undefined {
  return names.flatMap((name) => [textOf(token[name]), textOf(userinfo[name])]).find((text) => text !== undefined)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * A claim that is missing means no group: several providers leave out an empty list. Entra ID leaves out a list that is too
 * long, and says so: https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference#groups-overage-claim
 * @returns undefined when there are more than the provider tells
 */
function groupsOf(token: Claims, userinfo: Claims, claim: string): string[] | undefined {
  const value = token[claim] ?? userinfo[claim]
  if (value === undefined && [token, userinfo].some((claims) => isElsewhere(claims, claim))) return undefined
  const groups = [value].flat().filter((group) => typeof group === 'string' && group !== '' && group.length <= MAX_GROUP_LENGTH)
  if (groups.length > MAX_GROUPS)
    throw new Unauthenticated(`You are in more than ${MAX_GROUPS} groups, which is more than this server reads`)
  return groups as string[]
}

function isElsewhere(claims: Claims, claim: string): boolean {
  const elsewhere = claims['_claim_names']
  return typeof elsewhere === 'object' && elsewhere !== null && claim in elsewhere
}
