import { queryOptions } from '@tanstack/react-query'
import { change } from './client/change.ts'
import { queryClient } from './client/query-client.ts'
import { type Answer, read } from './client/read.ts'
import { forgetMembers } from './members.ts'

const LIST = '/api/v2/organizations/{organization}/teams'
const TEAM = '/api/v2/teams/{id}'
const MEMBERS = '/api/v2/teams/{id}/relationships/organization-memberships'

export type Team = Answer<typeof TEAM>['data']
export type Visibility = Team['attributes']['visibility']

/** What the registry acts on. */
export const RIGHTS = ['manage-modules', 'manage-vcs-settings', 'manage-membership', 'manage-teams'] as const
export type Right = (typeof RIGHTS)[number]

export interface TeamSettings {
  name?: string
  visibility?: Visibility
  rights?: readonly Right[]
}

/** Those that one may see, in one page. */
export const teamsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['teams', organization],
    queryFn: async ({ signal }) => {
      const query = { 'page[size]': 100 }
      const first = await read(LIST, { path: { organization }, query, signal })
      const teams = [...first.data]
      for (let page = 2; page <= first.meta.pagination['total-pages']; page++) {
        teams.push(...(await read(LIST, { path: { organization }, query: { ...query, 'page[number]': page }, signal })).data)
      }
      return teams
    },
  })

export const teamQuery = (organization: string, id: string) =>
  queryOptions({
    queryKey: ['teams', organization, id],
    queryFn: async ({ signal }) => (await read(TEAM, { path: { id }, signal })).data,
  })

export function isOwnersTeam({ attributes }: Team): boolean {
  return attributes.name.toLowerCase() === 'owners'
}

export async function createTeam(organization: string, name: string, settings: TeamSettings): Promise<Team> {
  const { data } = await change('post', LIST, {
    path: { organization },
    body: { data: { type: 'teams', attributes: { ...attributesOf(settings), name } } },
  })
  forgetTeams(organization)
  return data
}

export async function updateTeam(organization: string, id: string, settings: TeamSettings): Promise<Team> {
  const { data } = await change('patch', TEAM, { path: { id }, body: { data: { type: 'teams', attributes: attributesOf(settings) } } })
  forgetTeams(organization)
  return data
}

export async function deleteTeam(organization: string, id: string): Promise<void> {
  await change('delete', TEAM, { path: { id } })
  queryClient.removeQueries({ queryKey: ['teams', organization, id] })
  forgetMembers(organization)
}

/** Invited people too: they are in the team when they join. */
export async function addToTeam(organization: string, id: string, membershipId: string): Promise<void> {
  await change('post', MEMBERS, { path: { id }, body: { data: [{ id: membershipId }] } })
  forgetMembers(organization)
}

export async function removeFromTeam(organization: string, id: string, membershipId: string): Promise<void> {
  await change('delete', MEMBERS, { path: { id }, body: { data: [{ id: membershipId }] } })
  forgetMembers(organization)
}

function attributesOf({ name, visibility, rights }: TeamSettings) {
  return {
    ...(name !== undefined && { name }),
    ...(visibility !== undefined && { visibility }),
    ...(rights !== undefined && { 'organization-access': Object.fromEntries(RIGHTS.map((right) => [right, rights.includes(right)])) }),
  }
}

function forgetTeams(organization: string): void {
  void queryClient.invalidateQueries({ queryKey: ['teams', organization] })
  // What oneself may do follows from one's teams.
  void queryClient.invalidateQueries({ queryKey: ['organization', organization] })
}
