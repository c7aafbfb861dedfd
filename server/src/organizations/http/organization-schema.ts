// Schemas of organizations, as organization-document.ts renders them.
import { Type } from 'typebox'
import {
  eachOf,
  identifierOf,
  nullable,
  oneOf,
  Related,
  resourceSchema,
  SelfLink,
  switches,
  Timestamp,
  toOne,
} from '../../platform/http/json-api/index.ts'

const flag = Type.Boolean()
const minutes = nullable(Type.Integer({ minimum: 1 }))

/** Settings that are kept for clients are described too. Switches that clients bring along are kept under their names. */
export const Settings = Type.Object({
  'aggregated-commit-status-enabled': flag,
  'allow-force-delete-workspaces': flag,
  'allow-remote-images': flag,
  'allow-revoked-for-known-consumers': flag,
  'assessments-enforced': flag,
  'collaborator-auth-policy': oneOf(['password', 'two_factor_mandatory']),
  'cost-estimation-enabled': flag,
  'default-execution-mode': oneOf(['remote', 'local', 'agent']),
  'enforce-hyok': flag,
  'hide-revoked-versions': flag,
  'max-ttl-enabled': flag,
  'owners-team-saml-role-id': Type.String(),
  'registry-monorepo-support-enabled': flag,
  'send-passing-statuses-for-untriggered-speculative-plans': flag,
  'session-remember': minutes,
  'session-timeout': minutes,
  'speculative-plan-management-enabled': flag,
  'stacks-enabled': flag,
  'user-tokens-enabled': flag,
})

export const OrganizationPermissions = switches([
  'can-traverse',
  'can-update',
  'can-destroy',
  'can-create-module',
  'can-manage-public-modules',
  'can-manage-no-code-modules',
  'can-update-oauth',
  'can-update-api-token',
  'can-create-team',
  'can-manage-users',
  'can-manage-memberships',
  'can-create-workspace',
  'can-create-workspace-migration',
  'can-create-project',
  'can-create-provider',
  'can-deploy-no-code-modules',
  'can-manage-auditing',
  'can-manage-public-providers',
  'can-manage-run-tasks',
  'can-manage-sso',
  'can-update-sentinel',
  'can-update-hyok-configuration',
  'can-view-hyok-feature-info',
  'can-enable-stacks',
])

export const OrganizationResource = resourceSchema('Organization', 'organizations', {
  attributes: Type.Object(
    {
      ...Settings.properties,
      name: Type.String(),
      'external-id': Type.String({ examples: ['org-8KGqGxPqpYyBTnvH'] }),
      email: Type.String(),
      'is-unified': flag,
      'saml-enabled': flag,
      'two-factor-conformant': flag,
      'remaining-testable-count': Type.Integer(),
      'trial-expires-at': Type.Null(),
      'created-at': Timestamp,
      permissions: OrganizationPermissions,
    },
    { additionalProperties: flag },
  ),
  relationships: Type.Object({
    'default-agent-pool': toOne('agent-pools'),
    'default-project': toOne('projects'),
    'oauth-tokens': Related,
    'authentication-token': Related,
    'entitlement-set': Type.Object({ data: identifierOf('entitlement-sets'), links: Type.Object({ related: Type.String() }) }),
  }),
  links: SelfLink,
})

export const PROVIDED_ENTITLEMENTS = [
  'audit-logging',
  'module-deprecations',
  'module-revocations',
  'private-module-registry',
  'teams',
  'vcs-integrations',
] as const

export const ABSENT_ENTITLEMENTS = [
  'agents',
  'configuration-designer',
  'cost-estimation',
  'global-run-tasks',
  'infragraph',
  'infragraph-with-nrtu',
  'module-tests-generation',
  'operations',
  'policy-enforcement',
  'private-policy-agents',
  'private-run-tasks',
  'private-vcs',
  'run-tasks',
  'self-serve-billing',
  'sentinel',
  'sso',
  'state-storage',
  'usage-reporting',
  'waypoint-actions',
  'waypoint-templates-and-addons',
] as const

/** What quotas count, and the quotas. */
const COUNTED = ['module-count', 'version-count', 'byte-count', 'token-count'] as const
const LIMITS = ['module-limit', 'version-limit', 'byte-limit', 'token-limit', 'stream-limit'] as const

export const EntitlementSet = resourceSchema('EntitlementSet', 'entitlement-sets', {
  attributes: Type.Object({
    ...eachOf(PROVIDED_ENTITLEMENTS, () => flag),
    ...eachOf(ABSENT_ENTITLEMENTS, () => flag),
    ...eachOf(COUNTED, () => Type.Integer({ minimum: 0 })),
    ...eachOf(LIMITS, () => nullable(Type.Integer({ minimum: 1 }))),
    'user-limit': Type.Null(),
    'policy-limit': Type.Null(),
    'run-task-limit': Type.Null(),
  }),
  links: SelfLink,
})
