// The requests and responses of the routes for organizations.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import {
  bodyOf,
  created,
  including,
  NOTHING,
  nullable,
  OPTIONAL_PAGING,
  one,
  pageOfMany,
  text,
} from '../../platform/http/json-api/index.ts'
import { EntitlementSet, OrganizationResource, Settings } from './organization-schema.ts'

const operation = operationsOf('Organizations')

const Relationships = Type.Object({
  'default-agent-pool': Type.Optional(Type.Object({ data: Type.Optional(Type.Object({ id: Type.String() })) })),
})
const required = { name: Type.String(), email: Type.String() }
// Null takes these back; what else they may be, the settings say.
const resettable = Type.Optional(nullable(Type.Unknown()))
const resets = { 'session-remember': resettable, 'session-timeout': resettable }
const optional = { name: Type.Optional(Type.String()), email: Type.Optional(Type.String()) }
const settings = Type.Partial(Settings).properties

export const CreateBody = bodyOf(['organizations'], Type.Object(required), Relationships)
export const UpdateBody = bodyOf(['organizations'], Type.Object({ ...optional, ...resets }), Relationships)

export const INCLUSIONS = ['default-project', 'entitlement-set'] as const
/** Another domain describes projects. */
const IncludedProject = Type.Object({ id: Type.String(), type: Type.Literal('projects') }, { additionalProperties: Type.Unknown() })
const included = [EntitlementSet, IncludedProject]

export const LIST_ORGANIZATIONS = operation('listOrganizations', 'List organizations', {
  query: Type.Object({
    ...OPTIONAL_PAGING,
    ...including(INCLUSIONS),
    q: text('Part of the name or email address to search for'),
    'q[name]': text('Part of the name to search for'),
    'q[email]': text('Part of the email address to search for'),
  }),
  answers: pageOfMany(OrganizationResource),
})

export const CREATE_ORGANIZATION = operation('createOrganization', 'Create an organization', {
  body: CreateBody,
  reads: bodyOf(['organizations'], Type.Object({ ...required, ...settings }), Relationships),
  answers: created(OrganizationResource),
})

export const READ_ORGANIZATION = operation('readOrganization', 'Read an organization', {
  query: Type.Object(including(INCLUSIONS)),
  answers: one(OrganizationResource, { included }),
})

const update = {
  query: Type.Object(including(INCLUSIONS)),
  body: UpdateBody,
  reads: bodyOf(['organizations'], Type.Object({ ...optional, ...settings }), Relationships),
  answers: one(OrganizationResource, { included }),
}
export const UPDATE_ORGANIZATION = operation('updateOrganization', 'Update an organization', update)
export const PUT_ORGANIZATION = operation('putOrganization', 'Update an organization, as PATCH does', update)

export const DELETE_ORGANIZATION = operation('deleteOrganization', 'Delete an organization', { answers: NOTHING })

export const READ_ENTITLEMENTS = operation('readEntitlementSet', "Read an organization's entitlements", { answers: one(EntitlementSet) })
