// What the routes of administrators of the site read and answer about users.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import {
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

/** Of an organization, what it is called. */
export const OrganizationOfUserResource = resourceSchema('OrganizationOfUser', 'organizations', {
  attributes: Type.Object({ name: Type.String(), 'external-id': Type.String() }),
})

export const LIST_USERS = operation('adminListUsers', 'List all users', {
  query: Type.Object({
    ...paging(),
    ...including(['organizations']),
    q: text('A part of the user name or the email address'),
    'filter[admin]': flag('Only administrators of the site, or only others'),
    'filter[suspended]': flag('Only suspended users, or only others'),
  }),
  answers: pageOfMany(AdministeredUserResource, { included: [OrganizationOfUserResource] }),
})

const details = { answers: one(AdministeredUserResource), failures: [403] }

export const USER_ACTION_OPERATIONS = {
  suspend: operation('adminSuspendUser', 'Suspend a user', details),
  unsuspend: operation('adminUnsuspendUser', 'Let a suspended user in again', details),
  grant_admin: operation('adminGrantAdmin', 'Make a user an administrator of the site', details),
  revoke_admin: operation('adminRevokeAdmin', "Take a user's administration of the site away", details),
  disable_two_factor: operation('adminDisableTwoFactor', 'Disable two-factor authentication', {
    ...details,
    description: 'Always refused: nobody has a second factor here.',
  }),
} satisfies Record<UserAction, unknown>

export const DELETE_USER = operation('adminDeleteUser', 'Delete a user', { answers: NOTHING, failures: [403] })
