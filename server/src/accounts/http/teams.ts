// /api/v2/…/teams and their members.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Static } from 'typebox'
import { type MembershipId, NotFound, sliceOf, type TeamId } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { DescribedRoute } from '../../platform/http/index.ts'
import { type Document, inclusionsOf, listParameter, pagedDocument, pageOf, parameter } from '../../platform/http/json-api/index.ts'
import type { Team } from '../people/team.ts'
import type { MembersNamed, TeamMembers } from '../team-members.ts'
import type { TeamChanges, Teams } from '../teams.ts'
import {
  ADD_TEAM_MEMBERSHIPS,
  ADD_TEAM_USERS,
  CREATE_TEAM,
  type CreateTeamBody,
  DELETE_TEAM,
  LIST_TEAM_MEMBERSHIPS,
  LIST_TEAMS,
  type MembersBody,
  READ_TEAM,
  REMOVE_TEAM_MEMBERSHIPS,
  REMOVE_TEAM_USERS,
  UPDATE_TEAM,
  type UpdateTeamBody,
} from './operations.ts'
import { type AccountViews, TEAM_INCLUSIONS } from './views.ts'

export interface TeamRoutes {
  teams: Teams
  members: TeamMembers
  views: AccountViews
  publicUrl: string
}

interface OrganizationParams {
  organization: string
}
interface IdParams {
  id: string
}

export function serveTeams(scope: FastifyInstance, routes: TeamRoutes): void {
  const { teams, views, publicUrl } = routes
  const path = '/organizations/:organization/teams'
  serveMembers(scope, routes)

  scope.get<{ Params: OrganizationParams }>(path, LIST_TEAMS, async ({ subject, params, query, url }) => {
    const filter = { names: listParameter(query, 'filter[names]'), any: parameter(query, 'q') }
    const wanted = inclusionsOf(query, TEAM_INCLUSIONS)
    const page = sliceOf(await teams.list(subject, params.organization, filter), pageOf(query))
    const { resources, included } = await views.teams(subject, page.items, wanted)
    const document = pagedDocument({ ...page, items: resources }, (resource) => resource, publicUrl + url)
    return wanted.size === 0 ? document : { ...document, included }
  })

  // 200 and not 201, as HCP Terraform documents it.
  scope.post<{ Params: OrganizationParams; Body: Static<typeof CreateTeamBody> }>(
    path,
    CREATE_TEAM,
    async ({ subject, params, query, body }) => {
      const { name } = body.data.attributes
      return await shown(views, subject, await teams.create(subject, params.organization, { ...changesOf(body), name }), query)
    },
  )

  scope.get<{ Params: IdParams }>('/teams/:id', READ_TEAM, async ({ subject, params, query }) =>
    shown(views, subject, await teams.read(subject, params.id as TeamId), query),
  )

  scope.patch<{ Params: IdParams; Body: Static<typeof UpdateTeamBody> }>(
    '/teams/:id',
    UPDATE_TEAM,
    async ({ subject, params, query, body }) =>
      shown(views, subject, await teams.update(subject, params.id as TeamId, changesOf(body)), query),
  )

  scope.delete<{ Params: IdParams }>('/teams/:id', DELETE_TEAM, async ({ subject, params }, reply) => {
    await teams.delete(subject, params.id as TeamId)
    return reply.code(204).send()
  })
}

function serveMembers(scope: FastifyInstance, { members, views, publicUrl }: TeamRoutes): void {
  type Request = { Params: IdParams; Body: Static<typeof MembersBody> }
  const ways: { path: string; add: DescribedRoute; remove: DescribedRoute; named: (ids: string[]) => MembersNamed }[] = [
    { path: '/teams/:id/relationships/users', add: ADD_TEAM_USERS, remove: REMOVE_TEAM_USERS, named: (users) => ({ users }) },
    {
      path: '/teams/:id/relationships/organization-memberships',
      add: ADD_TEAM_MEMBERSHIPS,
      remove: REMOVE_TEAM_MEMBERSHIPS,
      named: (ids) => ({ memberships: ids as MembershipId[] }),
    },
  ]
  for (const { path, add, remove, named } of ways) {
    const namedIn = (body: Static<typeof MembersBody>) => named(body.data.map((member) => member.id))
    scope.post<Request>(path, add, async ({ subject, params, body }, reply) =>
      done(reply, members.add(subject, params.id as TeamId, namedIn(body))),
    )
    scope.delete<Request>(path, remove, async ({ subject, params, body }, reply) =>
      done(reply, members.remove(subject, params.id as TeamId, namedIn(body))),
    )
  }

  scope.get<{ Params: IdParams }>(
    '/teams/:id/relationships/organization-memberships',
    LIST_TEAM_MEMBERSHIPS,
    async ({ subject, params, query, url }) => {
      const { memberships } = await members.list(subject, params.id as TeamId)
      const page = sliceOf(memberships, pageOf(query))
      const { resources } = await views.memberships(subject, page.items, new Set())
      return pagedDocument({ ...page, items: resources }, (resource) => resource, publicUrl + url)
    },
  )
}

async function done(reply: FastifyReply, change: Promise<void>): Promise<FastifyReply> {
  await change
  return reply.code(204).send()
}

async function shown(views: AccountViews, subject: Subject, team: Team, query: unknown): Promise<Document> {
  const wanted = inclusionsOf(query, TEAM_INCLUSIONS)
  const { resources, included } = await views.teams(subject, [team], wanted)
  const [data] = resources
  if (data === undefined) throw new NotFound(`team ${team.id} not found`)
  return wanted.size === 0 ? { data } : { data, included }
}

function changesOf({ data: { attributes } }: Static<typeof UpdateTeamBody>): TeamChanges {
  return {
    name: attributes.name,
    visibility: attributes.visibility,
    organizationAccess: attributes['organization-access'],
    ssoTeamId: attributes['sso-team-id'],
    allowMemberTokenManagement: attributes['allow-member-token-management'],
  }
}
