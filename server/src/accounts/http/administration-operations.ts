// The requests and responses of the routes that administer users.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import {
  bodyOf,
  created,
  flag,
  including,
  NOTHING,
  one,
  pageOfMany,
  paging,
  Related,
  resourceSchema,
  SelfLink,
  text,
  toMany,
} from '../../platform/http/json-api/index.ts'
import type { UserAction } from '../user-standing.ts'
import { UserResource } from './user-document.ts'

const operation = operationsOf('Site administration')

export const AdministeredUserResource = resourceSchema('AdministeredUser', 'users', {
  attributes: Type.Object({ ...UserResource.properties.attributes.properties, 'is-suspended': Type.Boolean() }),
  relationships: Type.Object({ 'authentication-tokens': Related, organizations: toMany('organizations') }),
  links: SelfLink,
})

/** An organization's name only. */
export const OrganizationOfUserResource = resourceSchema('OrganizationOfUser', 'organizations', {
  attributes: Type.Object({ name: Type.String(), 'external-id': Type.String() }),
})

export const LIST_USERS = operation('adminListUsers', 'List all users', {
  query: Type.Object({
    ...paging(),
    ...including(['organizations']),
    q: text('Part of the user name or email address to search for'),
    'filter[admin]': flag('Only site administrators, or only other users'),
    'filter[suspended]': flag('Only suspended users, or only other users'),
  }),
  answers: pageOfMany(AdministeredUserResource, { included: [OrganizationOfUserResource] }),
})

export const CreateUserBody = bodyOf(
  ['users'],
  Type.Object({ username: Type.String(), email: Type.String(), 'is-site-admin': Type.Optional(Type.Boolean()) }),
)
export const CREATE_USER = operation('adminCreateUser', 'Create a user', {
  description: 'They have no password: create a link with which they choose one. Invitations to the address are accepted.',
  body: CreateUserBody,
  answers: created(AdministeredUserResource),
})
export const READ_ADMINISTERED_USER = operation('adminReadUser', 'Read a user', { answers: one(AdministeredUserResource) })
export const CONFIRM_EMAIL = operation('adminConfirmEmail', 'Confirm the email address that a user asked for', {
  description: 'The user can then accept invitations to the address: make sure that it is theirs.',
  answers: one(AdministeredUserResource),
  failures: [422],
})

const details = { answers: one(AdministeredUserResource), failures: [403] }

export const USER_ACTION_OPERATIONS = {
  suspend: operation('adminSuspendUser', 'Suspend a user', details),
  unsuspend: operation('adminUnsuspendUser', 'Unsuspend a user', details),
  grant_admin: operation('adminGrantAdmin', 'Grant a user site administration', details),
  revoke_admin: operation('adminRevokeAdmin', "Revoke a user's site administration", details),
  disable_two_factor: operation('adminDisableTwoFactor', 'Disable two-factor authentication', {
    ...details,
    description: 'Always refused: there is no two-factor authentication.',
  }),
} satisfies Record<UserAction, unknown>

export const DELETE_USER = operation('adminDeleteUser', 'Delete a user', { answers: NOTHING, failures: [403] })
