// The members of an organization, and who is invited.
import { queryOptions } from '@tanstack/react-query'
import { change } from './client/change.ts'
import { queryClient } from './client/query-client.ts'
import { type Answer, read } from './client/read.ts'

const LIST = '/api/v2/organizations/{organization}/organization-memberships'
type Listed = Answer<typeof LIST>

export interface Member {
  id: string
  email: string
  since: string
  userId: string
  /** empty while the invitation waits */
  username: string
  teams: { id: string; name: string }[]
}

export interface MembersWanted {
  status: 'active' | 'invited'
  q?: string
  page?: number
}

export const membersQuery = (organization: string, { status, q = '', page = 1 }: MembersWanted) =>
  queryOptions({
    queryKey: ['members', organization, status, q, page],
    queryFn: async ({ signal }) => {
      const query = { include: ['user' as const, 'teams' as const], 'filter[status]': status, q, 'page[number]': page, 'page[size]': 50 }
      const list = await read(LIST, { path: { organization }, query, signal })
      return {
        members: list.data.map((each) => memberOf(each, list)),
        pagination: list.meta.pagination,
        counts: list.meta['status-counts'],
      }
    },
    placeholderData: (before) => before,
  })

/** Every member and invited person, for choosing among them. */
export const everyMemberQuery = (organization: string) =>
  queryOptions({
    queryKey: ['members', organization, 'every'],
    queryFn: async ({ signal }) => {
      const query = { include: ['user' as const, 'teams' as const], 'page[size]': 100 }
      const first = await read(LIST, { path: { organization }, query, signal })
      const pages = [first]
      for (let page = 2; page <= first.meta.pagination['total-pages']; page++) {
        pages.push(await read(LIST, { path: { organization }, query: { ...query, 'page[number]': page }, signal }))
      }
      return pages.flatMap((list) => list.data.map((each) => memberOf(each, list)))
    },
  })

function memberOf({ id, attributes, relationships }: Listed['data'][number], { included = [] }: Listed): Member {
  const userId = relationships.user.data.id
  const user = included.find((each) => each.type === 'users' && each.id === userId)
  const places = new Set(relationships.teams.data.map((team) => team.id))
  const teams = included.flatMap((each) =>
    each.type === 'teams' && places.has(each.id) ? [{ id: each.id, name: each.attributes.name }] : [],
  )
  return {
    id,
    email: attributes.email ?? '',
    since: attributes['created-at'],
    userId,
    username: user?.type === 'users' ? user.attributes.username : '',
    teams,
  }
}

/** @returns the id of the invitation */
export async function invite(organization: string, email: string, teams: readonly string[]): Promise<string> {
  const { data } = await change('post', LIST, {
    path: { organization },
    body: {
      data: {
        type: 'organization-memberships',
        attributes: { email },
        relationships: { teams: { data: teams.map((id) => ({ id, type: 'teams' })) } },
      },
    },
  })
  forgetMembers(organization)
  return data.id
}

/** Ends the link before it. */
export async function createInvitationLink(id: string): Promise<{ url: string; expiresAt: string }> {
  const { data } = await change('post', '/api/v2/organization-memberships/{id}/actions/create-link', { path: { id } })
  return { url: data.attributes.url, expiresAt: data.attributes['expires-at'] }
}

/** Removes a member, or withdraws an invitation. */
export async function removeMember(organization: string, id: string): Promise<void> {
  await change('delete', '/api/v2/organization-memberships/{id}', { path: { id } })
  forgetMembers(organization)
}

/** Teams show their members. */
export function forgetMembers(organization: string): void {
  void queryClient.invalidateQueries({ queryKey: ['members', organization] })
  void queryClient.invalidateQueries({ queryKey: ['teams', organization] })
}
