// The list of all team tokens of an organization: its order, and which of them are asked for.
import type { AuthenticationToken } from './authentication-token.ts'

export const TEAM_TOKEN_ORDERS = ['team-name', 'created-by', 'expired-at', 'last-used-at'] as const

export interface TeamTokenOrder {
  by: (typeof TEAM_TOKEN_ORDERS)[number]
  descending: boolean
}

export interface TeamToken extends AuthenticationToken {
  teamName: string
}

/** The API's words. A token can have several at once: all that have not expired are active. */
export const EXPIRY_STATUSES = ['active', 'expiring_in_7_days', 'expiring_in_30_days', 'expired', 'no_expiration'] as const
export type ExpiryStatus = (typeof EXPIRY_STATUSES)[number]

const DAY = 24 * 60 * 60_000

/** @param now milliseconds since the epoch */
export function hasExpiryStatus({ expiresAt }: Pick<AuthenticationToken, 'expiresAt'>, status: ExpiryStatus, now: number): boolean {
  const left = expiresAt === null ? Infinity : expiresAt - now
  switch (status) {
    case 'active':
      return left > 0
    case 'expiring_in_7_days':
      return left > 0 && left <= 7 * DAY
    case 'expiring_in_30_days':
      return left > 0 && left <= 30 * DAY
    case 'expired':
      return left <= 0
    case 'no_expiration':
      return expiresAt === null
  }
}

/** What is missing comes first, as the smallest. */
export function sortTeamTokens(tokens: readonly TeamToken[], { by, descending }: TeamTokenOrder): TeamToken[] {
  const direction = descending ? -1 : 1
  return tokens.toSorted((one, other) => direction * compare(keyOf(one, by), keyOf(other, by)))
}

function keyOf(token: TeamToken, by: TeamTokenOrder['by']): string | number {
  switch (by) {
    case 'team-name':
      return token.teamName.toLowerCase()
    case 'created-by':
      return token.createdBy ?? ''
    case 'expired-at':
      return token.expiresAt ?? 0
    case 'last-used-at':
      return token.lastUsedAt ?? 0
  }
}

function compare(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0
}
