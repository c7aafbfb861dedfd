// Tokens of an organization and of its teams. Their text comes once, with the answer that makes them.
import { queryOptions } from '@tanstack/react-query'
import { change } from './client/change.ts'
import { isNotFound } from './client/failures.ts'
import { queryClient } from './client/query-client.ts'
import { type Answer, read } from './client/read.ts'

const ORGANIZATION = '/api/v2/organizations/{organization}/authentication-token'
const TOKEN = '/api/v2/authentication-tokens/{id}'
const USE_EVERY_MS = 3000
const TEAMS = '/api/v2/organizations/{organization}/team-tokens'

export type Token = Answer<typeof TEAMS>['data'][number]
export type OrganizationTokenKind = 'organization' | 'audit-trails'

export interface TokenWanted {
  description?: string
  /** in ISO 8601, or `never`; the server's usual lifetime without one */
  expiresAt?: string
}

/** null where there is none */
export const organizationTokenQuery = (organization: string, kind: OrganizationTokenKind) =>
  queryOptions({
    queryKey: ['tokens', organization, kind],
    queryFn: async ({ signal }) => {
      try {
        return (await read(ORGANIZATION, { path: { organization }, query: { token: kind }, signal })).data
      } catch (error) {
        if (isNotFound(error)) return null
        throw error
      }
    },
  })

/** Of the teams that one manages. */
export const teamTokensQuery = (organization: string) =>
  queryOptions({
    queryKey: ['tokens', organization, 'teams'],
    queryFn: async ({ signal }) => {
      const query = { 'page[size]': 100 }
      const first = await read(TEAMS, { path: { organization }, query, signal })
      const tokens = [...first.data]
      for (let page = 2; page <= first.meta.pagination['total-pages']; page++) {
        tokens.push(...(await read(TEAMS, { path: { organization }, query: { ...query, 'page[number]': page }, signal })).data)
      }
      return tokens
    },
  })

/** A token with the text that is shown once. */
export interface CreatedToken {
  id: string
  text: string
}

/** Replaces the one before. */
export async function createOrganizationToken(
  organization: string,
  kind: OrganizationTokenKind,
  wanted: TokenWanted,
): Promise<CreatedToken> {
  const { data } = await change('post', ORGANIZATION, { path: { organization }, query: { token: kind }, body: bodyOf(wanted) })
  forgetTokens(organization)
  return { id: data.id, text: data.attributes.token ?? '' }
}

export async function createTeamToken(organization: string, id: string, wanted: TokenWanted): Promise<CreatedToken> {
  const { data } = await change('post', '/api/v2/teams/{id}/authentication-tokens', { path: { id }, body: bodyOf(wanted) })
  forgetTokens(organization)
  return { id: data.id, text: data.attributes.token ?? '' }
}

/** When it was last used, asked for again and again; null before the first time. */
export const tokenUseQuery = (id: string) =>
  queryOptions({
    queryKey: ['token-use', id],
    queryFn: async ({ signal }) => (await read(TOKEN, { path: { id }, signal })).data.attributes['last-used-at'],
    refetchInterval: USE_EVERY_MS,
    staleTime: 0,
  })

/** The lists show the use too. */
export function refreshTokens(): void {
  void queryClient.invalidateQueries({ queryKey: ['tokens'] })
}

/** It works no longer, from now on. */
export async function revokeToken(organization: string, id: string): Promise<void> {
  await change('delete', TOKEN, { path: { id } })
  forgetTokens(organization)
}

export async function revokeOrganizationToken(organization: string, kind: OrganizationTokenKind): Promise<void> {
  await change('delete', ORGANIZATION, { path: { organization }, query: { token: kind } })
  forgetTokens(organization)
}

function bodyOf({ description, expiresAt }: TokenWanted) {
  const attributes = {
    ...(description !== undefined && { description }),
    ...(expiresAt !== undefined && { 'expired-at': expiresAt }),
  }
  return { data: { type: 'authentication-tokens' as const, attributes } }
}

function forgetTokens(organization: string): void {
  void queryClient.invalidateQueries({ queryKey: ['tokens', organization] })
}
