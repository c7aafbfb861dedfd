import { Invalid, type OrganizationId, type TeamId, type TokenId, type UserId } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'

/** Whose rights a token has. */
export type TokenOwner =
  | { kind: 'user'; userId: UserId }
  | { kind: 'team'; teamId: TeamId }
  | { kind: 'organization'; organizationId: OrganizationId }
  /** may read the audit trail of the organization, and nothing else */
  | { kind: 'audit-trails'; organizationId: OrganizationId }

/** Owners of at most one token without a description, which the next one replaces. */
export type SharedOwner = Exclude<TokenOwner, { kind: 'user' }>

/** The two kinds of token of an organization. */
export type OrganizationTokenKind = 'organization' | 'audit-trails'

export const TOKEN_KINDS = ['organization', 'team', 'user', 'audit-trails'] as const satisfies TokenOwner['kind'][]
export type TokenKind = (typeof TOKEN_KINDS)[number]

/** Everything about a token except the token. All times in milliseconds since the epoch. */
export interface AuthenticationToken {
  id: TokenId
  owner: TokenOwner
  /** null for the one token of an organization of either kind, and for the one unnamed token of a team */
  description: string | null
  /** null when a team or organization token created it, or the user is gone */
  createdBy: UserId | null
  createdAt: number
  /** null: never */
  expiresAt: number | null
  /** with a precision of about a second; null when never used */
  lastUsedAt: number | null
}

/** A new token with its text, which nothing keeps. */
export interface IssuedToken {
  token: AuthenticationToken
  /** to be shown once */
  text: string
}

export interface TokenWanted {
  description?: string | null | undefined
  /** default: the usual lifetime, or the longest allowed when that is shorter; null: never */
  expiresAt?: number | null | undefined
}

const MAX_DESCRIPTION_LENGTH = 255
const EXPIRED_AT = '/data/attributes/expired-at'

/**
 * @param limits `longest`: milliseconds that the token may live, null when there is no such rule; `usualMonths`: how long
 *   it lives when nothing is wanted, null for ever
 * @throws Invalid when the time is over already, or too far away
 */
export function expiryOf(
  wanted: TokenWanted,
  now: number,
  { longest, usualMonths }: { longest: number | null; usualMonths: number | null },
): number | null {
  const { expiresAt } = wanted
  const latest = longest === null ? Infinity : now + longest
  if (expiresAt === undefined) {
    const usual = Math.min(usualMonths === null ? Infinity : monthsLater(now, usualMonths), latest)
    return usual === Infinity ? null : usual
  }
  if (expiresAt === null && longest === null) return null
  if (expiresAt === null || expiresAt > latest) {
    throw new Invalid(`Expired at must not be later than ${new Date(latest).toISOString()}, by a policy of the organization`, EXPIRED_AT)
  }
  if (!Number.isSafeInteger(expiresAt) || expiresAt <= now) throw new Invalid('Expired at must be a time in the future', EXPIRED_AT)
  return expiresAt
}

/** @returns null for tokens of teams and organizations */
export function creatorOf(subject: Subject): UserId | null {
  return subject.kind === 'user' ? subject.userId : null
}

/** @throws Invalid */
export function descriptionOf(wanted: TokenWanted): string | null {
  const description = wanted.description ?? null
  if (description !== null && description.length > MAX_DESCRIPTION_LENGTH) {
    throw new Invalid(`Description is too long (maximum is ${MAX_DESCRIPTION_LENGTH} characters)`, '/data/attributes/description')
  }
  return description
}

/** The clients' tests expect calendar months, not a number of days. */
function monthsLater(time: number, months: number): number {
  const date = new Date(time)
  return date.setUTCMonth(date.getUTCMonth() + months)
}
