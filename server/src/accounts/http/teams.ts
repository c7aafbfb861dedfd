// /api/v2/…/teams and their members.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Static, Type } from 'typebox'
import { type MembershipId, NotFound, sliceOf, type TeamId } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { bodyOf, type Document, inclusionsOf, listParameter, pagedDocument, pageOf, parameter } from '../../platform/http/json-api/index.ts'
import { TEAM_VISIBILITIES, type Team } from '../people/team.ts'
import type { MembersNamed, TeamMembers } from '../team-members.ts'
import type { TeamChanges, Teams } from '../teams.ts'
import { type AccountViews, TEAM_INCLUSIONS } from './views.ts'

export interface TeamRoutes {
  teams: Teams
  members: TeamMembers
  views: AccountViews
  publicUrl: string
}

const changeable = {
  visibility: Type.Optional(Type.Enum([...TEAM_VISIBILITIES])),
  'sso-team-id': Type.Optional(Type.String()),
  'allow-member-token-management': Type.Optional(Type.Boolean()),
  'organization-access': Type.Optional(Type.Record(Type.String(), Type.Boolean())),
}
const CreateBody = bodyOf(['teams'], Type.Object({ ...changeable, name: Type.String() }))
const UpdateBody = bodyOf(['teams'], Type.Object({ ...changeable, name: Type.Optional(Type.String()) }))
/** Only the ids matter; clients send whole resources in places. */
const MembersBody = Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) })

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

  scope.get<{ Params: OrganizationParams }>(path, async ({ subject, params, query, url }) => {
    const filter = { names: listParameter(query, 'filter[names]'), any: parameter(query, 'q') }
    const wanted = inclusionsOf(query, TEAM_INCLUSIONS)
    const page = sliceOf(await teams.list(subject, params.organization, filter), pageOf(query))
    const { resources, included } = await views.teams(subject, page.items, wanted)
    const document = pagedDocument({ ...page, items: resources }, (resource) => resource, publicUrl + url)
    return wanted.size === 0 ? document : { ...document, included }
  })

  // 200 and not 201, as HCP Terraform documents it.
  scope.post<{ Params: OrganizationParams; Body: Static<typeof CreateBody> }>(
    path,
    { schema: { body: CreateBody } },
    async ({ subject, params, query, body }) => {
      const { name } = body.data.attributes
      return await shown(views, subject, await teams.create(subject, params.organization, { ...changesOf(body), name }), query)
    },
  )

  scope.get<{ Params: IdParams }>('/teams/:id', async ({ subject, params, query }) =>
    shown(views, subject, await teams.read(subject, params.id as TeamId), query),
  )

  scope.patch<{ Params: IdParams; Body: Static<typeof UpdateBody> }>(
    '/teams/:id',
    { schema: { body: UpdateBody } },
    async ({ subject, params, query, body }) =>
      shown(views, subject, await teams.update(subject, params.id as TeamId, changesOf(body)), query),
  )

  scope.delete<{ Params: IdParams }>('/teams/:id', async ({ subject, params }, reply) => {
    await teams.delete(subject, params.id as TeamId)
    return reply.code(204).send()
  })
}

function serveMembers(scope: FastifyInstance, { members, views, publicUrl }: TeamRoutes): void {
  type Request = { Params: IdParams; Body: Static<typeof MembersBody> }
  const schema = { body: MembersBody }
  const ways: { path: string; named: (ids: string[]) => MembersNamed }[] = [
    { path: '/teams/:id/relationships/users', named: (users) => ({ users }) },
    { path: '/teams/:id/relationships/organization-memberships', named: (ids) => ({ memberships: ids as MembershipId[] }) },
  ]
  for (const { path, named } of ways) {
    const namedIn = (body: Static<typeof MembersBody>) => named(body.data.map((member) => member.id))
    scope.post<Request>(path, { schema }, async ({ subject, params, body }, reply) =>
      done(reply, members.add(subject, params.id as TeamId, namedIn(body))),
    )
    scope.delete<Request>(path, { schema }, async ({ subject, params, body }, reply) =>
      done(reply, members.remove(subject, params.id as TeamId, namedIn(body))),
    )
  }

  scope.get<{ Params: IdParams }>('/teams/:id/relationships/organization-memberships', async ({ subject, params, query, url }) => {
    const { memberships } = await members.list(subject, params.id as TeamId)
    const page = sliceOf(memberships, pageOf(query))
    const { resources } = await views.memberships(subject, page.items, new Set())
    return pagedDocument({ ...page, items: resources }, (resource) => resource, publicUrl + url)
  })
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

function changesOf({ data: { attributes } }: Static<typeof UpdateBody>): TeamChanges {
  return {
    name: attributes.name,
    visibility: attributes.visibility,
    organizationAccess: attributes['organization-access'],
    ssoTeamId: attributes['sso-team-id'],
    allowMemberTokenManagement: attributes['allow-member-token-management'],
  }
}
