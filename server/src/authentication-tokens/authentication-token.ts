import { Invalid, type OrganizationId, type TeamId, type TokenId, type UserId } from '../platform/kernel/index.ts'

/** Whose rights the token gives. */
export type TokenOwner =
  | { kind: 'user'; userId: UserId }
  | { kind: 'team'; teamId: TeamId }
  | { kind: 'organization'; organizationId: OrganizationId }

/** Everything about a token except the token. All times in milliseconds since the epoch. */
export interface AuthenticationToken {
  id: TokenId
  owner: TokenOwner
  /** null for the one token of an organization, and for the one unnamed token of a team */
  description: string | null
  /** null when a team or organization token created it, or the user is gone */
  createdBy: UserId | null
  createdAt: number
  /** null: never */
  expiresAt: number | null
  /** with a precision of about a second; null when never used */
  lastUsedAt: number | null
}

/** The only moment at which the text of a token is known. */
export interface IssuedToken {
  token: AuthenticationToken
  /** to be shown once */
  text: string
}

export interface TokenWanted {
  description?: string | null | undefined
  /** left out: 24 months from now; null: never */
  expiresAt?: number | null | undefined
}

const DEFAULT_MONTHS = 24
const LONGEST_DESCRIPTION = 255

/** @throws Invalid when the time is over already */
export function expiryOf(wanted: TokenWanted, now: number): number | null {
  const { expiresAt } = wanted
  if (expiresAt === undefined) return monthsLater(now, DEFAULT_MONTHS)
  if (expiresAt === null) return null
  if (!Number.isSafeInteger(expiresAt) || expiresAt <= now) {
    throw new Invalid('Expired at must be a time in the future', '/data/attributes/expired-at')
  }
  return expiresAt
}

/** @throws Invalid */
export function descriptionOf(wanted: TokenWanted): string | null {
  const description = wanted.description ?? null
  if (description !== null && description.length > LONGEST_DESCRIPTION) {
    throw new Invalid(`Description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`, '/data/attributes/description')
  }
  return description
}

/** The clients' tests expect calendar months, not a number of days. */
function monthsLater(time: number, months: number): number {
  const date = new Date(time)
  return date.setUTCMonth(date.getUTCMonth() + months)
}
