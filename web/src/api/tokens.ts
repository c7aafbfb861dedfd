// Tokens of an organization and of its teams. Their text comes once, with the answer that makes them.
import { queryOptions } from '@tanstack/react-query'
import { change } from './client/change.ts'
import { isNotFound } from './client/failures.ts'
import { queryClient } from './client/query-client.ts'
import { type Answer, read } from './client/read.ts'

const ORGANIZATION = '/api/v2/organizations/{organization}/authentication-token'
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

/** Replaces the one before. @returns its text */
export async function createOrganizationToken(organization: string, kind: OrganizationTokenKind, wanted: TokenWanted): Promise<string> {
  const { data } = await change('post', ORGANIZATION, { path: { organization }, query: { token: kind }, body: bodyOf(wanted) })
  forgetTokens(organization)
  return data.attributes.token ?? ''
}

/** @returns its text */
export async function createTeamToken(organization: string, id: string, wanted: TokenWanted): Promise<string> {
  const { data } = await change('post', '/api/v2/teams/{id}/authentication-tokens', { path: { id }, body: bodyOf(wanted) })
  forgetTokens(organization)
  return data.attributes.token ?? ''
}

/** It works no longer, from now on. */
export async function revokeToken(organization: string, id: string): Promise<void> {
  await change('delete', '/api/v2/authentication-tokens/{id}', { path: { id } })
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
