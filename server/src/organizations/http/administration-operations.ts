// What the routes of administrators, and of module sharing, read and answer.
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
    // Kept and shown, without an effect on a registry of modules.
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

/** All that organizations learn of each other. */
export const OrganizationLabel = resourceSchema('OrganizationLabel', 'organizations', {
  attributes: Type.Object({ name: Type.String(), 'external-id': Type.String() }),
})

/** Users belong to another domain, which describes them. */
const IncludedUser = Type.Object({ id: Type.String(), type: Type.Literal('users') }, { additionalProperties: Type.Unknown() })
const included = [IncludedUser]
const include = including(['owners'])

export const LIST_ADMINISTERED = operation('adminListOrganizations', 'List all organizations', {
  query: Type.Object({ ...paging(), ...include, q: optionalText('A part of the name or the email address') }),
  answers: pageOfMany(AdministeredOrganizationResource, { included }),
})

export const READ_ADMINISTERED = operation('adminReadOrganization', 'Read an organization as administrators see it', {
  query: Type.Object(include),
  answers: one(AdministeredOrganizationResource, { included }),
})

export const UPDATE_ADMINISTERED = operation('adminUpdateOrganization', 'Change what administrators decide of an organization', {
  query: Type.Object(include),
  body: UpdateBody,
  answers: one(AdministeredOrganizationResource, { included }),
})

export const DELETE_ADMINISTERED = operation('adminDeleteOrganization', 'Delete any organization', { answers: NOTHING })

export const LIST_CONSUMERS = operation('adminListModuleConsumers', 'List who may use the modules of an organization', {
  description: 'All of them are on one page, whatever its size.',
  answers: pageOfMany(AdministeredOrganizationResource),
})

export const SET_CONSUMERS = operation('adminReplaceModuleConsumers', 'Replace who may use the modules of an organization', {
  body: ConsumersBody,
  answers: NOTHING,
})

export const LIST_PRODUCERS = sharing('listModuleProducers', 'List whose modules an organization may use', {
  query: Type.Object(paging()),
  answers: pageOfMany(OrganizationLabel),
})

export const FeatureSet = resourceSchema('FeatureSet', 'feature-sets', {
  attributes: Type.Object({ name: Type.String(), description: Type.String(), identifier: Type.String(), cost: Type.Integer() }),
})

export const LIST_FEATURE_SETS = operation('adminListFeatureSets', 'List feature sets', {
  description: 'There is one, which has everything.',
  query: Type.Object(paging()),
  answers: pageOfMany(FeatureSet),
})

export const SUBSCRIBE = operation('adminSubscribeOrganization', 'Subscribe an organization to a feature set', {
  description: 'Nothing changes: every organization has everything.',
  answers: NOTHING,
})
