// The requests and responses of the routes for site administrators, and of module sharing.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import {
  bodyOf,
  identifierOf,
  including,
  NOTHING,
  nullable,
  one,
  text as optionalText,
  pageOfMany,
  paging,
  Related,
  resourceSchema,
  SelfLink,
  Timestamp,
} from '../../platform/http/json-api/index.ts'

const operation = operationsOf('Site administration')
const sharing = operationsOf('Organizations')

const flag = Type.Optional(Type.Boolean())
const text = Type.Optional(Type.String({ maxLength: 255 }))

export const UpdateBody = bodyOf(
  ['organizations'],
  Type.Object({
    'global-module-sharing': flag,
    // Stored and returned, without an effect.
    'global-provider-sharing': flag,
    'access-beta-tools': flag,
    'is-disabled': flag,
    'terraform-worker-sudo-enabled': flag,
    'workspace-limit': Type.Optional(Type.Integer({ minimum: 0 })),
    'terraform-build-worker-apply-timeout': text,
    'terraform-build-worker-plan-timeout': text,
    'apply-timeout': text,
    'plan-timeout': text,
  }),
)

const MAX_CONSUMERS = 10_000

export const ConsumersBody = Type.Object({
  data: Type.Array(Type.Object({ id: Type.String(), type: Type.Optional(Type.Enum(['', 'organizations'])) }), { maxItems: MAX_CONSUMERS }),
})

export const AdministeredOrganizationResource = resourceSchema('AdministeredOrganization', 'organizations', {
  attributes: Type.Object({
    'access-beta-tools': Type.Boolean(),
    'apply-timeout': nullable(Type.String()),
    'global-provider-sharing': nullable(Type.Boolean()),
    'is-disabled': Type.Boolean(),
    'plan-timeout': nullable(Type.String()),
    'terraform-build-worker-apply-timeout': nullable(Type.String()),
    'terraform-build-worker-plan-timeout': nullable(Type.String()),
    'terraform-worker-sudo-enabled': Type.Boolean(),
    'workspace-limit': nullable(Type.Integer()),
    name: Type.String(),
    'external-id': Type.String(),
    'global-module-sharing': Type.Boolean(),
    'notification-email': Type.String(),
    'sso-enabled': Type.Boolean(),
    'created-at': Timestamp,
  }),
  relationships: Type.Object({ owners: Type.Object({ data: Type.Array(identifierOf('users')) }), 'module-consumers': Related }),
  links: SelfLink,
})

/** What organizations may read of each other. */
export const OrganizationLabel = resourceSchema('OrganizationLabel', 'organizations', {
  attributes: Type.Object({ name: Type.String(), 'external-id': Type.String() }),
})

/** Another domain describes users. */
const IncludedUser = Type.Object({ id: Type.String(), type: Type.Literal('users') }, { additionalProperties: Type.Unknown() })
const included = [IncludedUser]
const include = including(['owners'])

export const LIST_ADMINISTERED = operation('adminListOrganizations', 'List all organizations', {
  query: Type.Object({ ...paging(), ...include, q: optionalText('Part of the name or email address to search for') }),
  answers: pageOfMany(AdministeredOrganizationResource, { included }),
})

export const READ_ADMINISTERED = operation('adminReadOrganization', 'Read any organization', {
  query: Type.Object(include),
  answers: one(AdministeredOrganizationResource, { included }),
})

export const UPDATE_ADMINISTERED = operation('adminUpdateOrganization', 'Update the administrative settings of an organization', {
  query: Type.Object(include),
  body: UpdateBody,
  answers: one(AdministeredOrganizationResource, { included }),
})

export const DELETE_ADMINISTERED = operation('adminDeleteOrganization', 'Delete any organization', { answers: NOTHING })

export const LIST_CONSUMERS = operation('adminListModuleConsumers', 'List the module consumers of an organization', {
  description: 'One page has all of them, whatever its size.',
  answers: pageOfMany(AdministeredOrganizationResource),
})

export const SET_CONSUMERS = operation('adminReplaceModuleConsumers', 'Replace the module consumers of an organization', {
  body: ConsumersBody,
  answers: NOTHING,
})

export const LIST_PRODUCERS = sharing('listModuleProducers', 'List the module producers of an organization', {
  query: Type.Object(paging()),
  answers: pageOfMany(OrganizationLabel),
})

export const FeatureSet = resourceSchema('FeatureSet', 'feature-sets', {
  attributes: Type.Object({ name: Type.String(), description: Type.String(), identifier: Type.String(), cost: Type.Integer() }),
})

export const LIST_FEATURE_SETS = operation('adminListFeatureSets', 'List feature sets', {
  description: 'There is one feature set, with every feature.',
  query: Type.Object(paging()),
  answers: pageOfMany(FeatureSet),
})

export const SUBSCRIBE = operation('adminSubscribeOrganization', 'Subscribe an organization to a feature set', {
  description: 'Has no effect: every organization has every feature.',
  answers: NOTHING,
})
