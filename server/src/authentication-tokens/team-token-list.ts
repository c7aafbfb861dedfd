// The order of the list of all team tokens of an organization.
import type { AuthenticationToken } from './authentication-token.ts'

export const TEAM_TOKEN_ORDERS = ['team-name', 'created-by', 'expired-at', 'last-used-at'] as const

export interface TeamTokenOrder {
  by: (typeof TEAM_TOKEN_ORDERS)[number]
  descending: boolean
}

export interface TeamToken extends AuthenticationToken {
  teamName: string
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
