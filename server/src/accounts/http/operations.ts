// The requests and responses of the routes for users, teams and memberships.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import {
  bodyOf,
  choice,
  created,
  including,
  NOTHING,
  nullable,
  one,
  pageOfMany,
  paging,
  text,
  texts,
} from '../../platform/http/json-api/index.ts'
import { TEAM_VISIBILITIES } from '../people/team.ts'
import { MembershipResource } from './membership-document.ts'
import { TeamResource } from './team-document.ts'
import { UserResource } from './user-document.ts'
import { MEMBERSHIP_INCLUSIONS, TEAM_INCLUSIONS } from './views.ts'

const account = operationsOf('Accounts')

export const AccountBody = bodyOf(['users'], Type.Object({ username: Type.Optional(Type.String()), email: Type.Optional(Type.String()) }))
/** Clients write the names with underscores. */
export const PasswordBody = bodyOf(
  ['users', 'user'],
  Type.Object({ 'current-password': Type.String(), password: Type.String(), 'password-confirmation': Type.String() }),
)

const limit = nullable(Type.Integer())
const USE_OF_QUOTAS = {
  'organization-count': Type.Optional(Type.Integer()),
  'organization-limit': Type.Optional(limit),
  'token-count': Type.Optional(Type.Integer()),
  'token-limit': Type.Optional(limit),
  'stream-limit': limit,
}

export const READ_ACCOUNT = account('readAccount', 'Read the account of the current user', {
  description:
    'Tokens of teams and organizations act as a service account. `meta` has what counts for the quotas of a user, each with its limit, which is null when there is none. A service account has a limit of streams alone.',
  answers: one(UserResource, { meta: USE_OF_QUOTAS }),
})
export const UPDATE_ACCOUNT = account('updateAccount', 'Update the account of the current user', {
  body: AccountBody,
  answers: one(UserResource),
})
export const CHANGE_PASSWORD = account('changePassword', 'Change the password of the current user', {
  body: PasswordBody,
  answers: one(UserResource),
})
export const READ_USER = account('readUser', 'Read a user', { answers: one(UserResource) })

const team = operationsOf('Teams')
const changeable = {
  visibility: Type.Optional(Type.Enum([...TEAM_VISIBILITIES])),
  'sso-team-id': Type.Optional(Type.String()),
  'allow-member-token-management': Type.Optional(Type.Boolean()),
  'organization-access': Type.Optional(Type.Record(Type.String(), Type.Boolean())),
}
export const CreateTeamBody = bodyOf(['teams'], Type.Object({ ...changeable, name: Type.String() }))
export const UpdateTeamBody = bodyOf(['teams'], Type.Object({ ...changeable, name: Type.Optional(Type.String()) }))
/** Only the ids matter. Clients sometimes send whole resources. */
export const MembersBody = Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) })

const teamQuery = Type.Object(including(TEAM_INCLUSIONS))
const inTeams = { included: [UserResource, MembershipResource] }

export const LIST_TEAMS = team('listTeams', 'List teams', {
  query: Type.Object({
    ...paging(),
    ...including(TEAM_INCLUSIONS),
    'filter[names]': texts('Exact names to match'),
    q: text('Part of the name to search for'),
  }),
  answers: pageOfMany(TeamResource, inTeams),
})
export const CREATE_TEAM = team('createTeam', 'Create a team', {
  query: teamQuery,
  body: CreateTeamBody,
  answers: one(TeamResource, { ...inTeams, description: 'The resource was created' }),
})
export const READ_TEAM = team('readTeam', 'Read a team', { query: teamQuery, answers: one(TeamResource, inTeams) })
export const UPDATE_TEAM = team('updateTeam', 'Update a team', {
  query: teamQuery,
  body: UpdateTeamBody,
  answers: one(TeamResource, inTeams),
})
export const DELETE_TEAM = team('deleteTeam', 'Delete a team', { answers: NOTHING })

const members = { body: MembersBody, answers: NOTHING, failures: [403] }
export const ADD_TEAM_USERS = team('addTeamUsers', 'Add users to a team', members)
export const REMOVE_TEAM_USERS = team('removeTeamUsers', 'Remove users from a team', members)
export const ADD_TEAM_MEMBERSHIPS = team('addTeamMemberships', 'Add organization memberships to a team', members)
export const REMOVE_TEAM_MEMBERSHIPS = team('removeTeamMemberships', 'Remove organization memberships from a team', members)
export const LIST_TEAM_MEMBERSHIPS = team('listTeamMemberships', 'List the organization memberships in a team', {
  query: Type.Object(paging()),
  answers: pageOfMany(MembershipResource),
})

const membership = operationsOf('Organization memberships')
const inMemberships = { included: [UserResource, TeamResource] }

export const InvitationBody = bodyOf(
  ['organization-memberships'],
  Type.Object({ email: Type.String() }),
  Type.Object({ teams: Type.Optional(Type.Object({ data: Type.Optional(Type.Array(Type.Object({ id: Type.String() }))) })) }),
)

export const LIST_MEMBERSHIPS = membership('listOrganizationMemberships', 'List the memberships of an organization', {
  query: Type.Object({
    ...paging(),
    ...including(MEMBERSHIP_INCLUSIONS),
    q: text('Part of the user name or email address to search for'),
    'filter[email]': texts('Exact email addresses to match'),
    'filter[status]': choice(['invited', 'active'], 'Only pending invitations, or only active members'),
  }),
  answers: pageOfMany(MembershipResource, {
    ...inMemberships,
    meta: { 'status-counts': Type.Object({ total: Type.Integer(), active: Type.Integer(), invited: Type.Integer() }) },
  }),
})
export const INVITE = membership('createOrganizationMembership', 'Invite a user to an organization', {
  body: InvitationBody,
  answers: created(MembershipResource, { included: [UserResource] }),
})
export const LIST_OWN_MEMBERSHIPS = membership('listOwnOrganizationMemberships', 'List the memberships of the current user', {
  description: 'With invitations that the user has not accepted yet.',
  query: Type.Object({ ...paging(), ...including(MEMBERSHIP_INCLUSIONS) }),
  answers: pageOfMany(MembershipResource, inMemberships),
})
export const READ_MEMBERSHIP = membership('readOrganizationMembership', 'Read an organization membership', {
  query: Type.Object(including(MEMBERSHIP_INCLUSIONS)),
  answers: one(MembershipResource, inMemberships),
})
export const ACCEPT_INVITATION = membership('acceptOrganizationMembership', 'Accept an invitation to an organization', {
  description: 'Only the invited user can. Accepting twice changes nothing.',
  answers: one(MembershipResource),
  failures: [422],
})
export const DELETE_MEMBERSHIP = membership('deleteOrganizationMembership', 'Remove a user from an organization', {
  description: 'Members leave like this, and invited users decline.',
  answers: NOTHING,
  failures: [403],
})
