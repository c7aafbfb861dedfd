// An organization as the API shows it; the members and their types are those go-tfe decodes.
import type { Static } from 'typebox'
import { can, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import { eachOf, timestamp } from '../../platform/http/json-api/index.ts'
import type { Organization } from '../organization.ts'
import type { OrganizationQuotas, OrganizationUsage } from '../quotas.ts'
import {
  ABSENT_ENTITLEMENTS,
  type EntitlementSet,
  type OrganizationPermissions,
  type OrganizationResource,
  PROVIDED_ENTITLEMENTS,
  type Settings,
} from './organization-schema.ts'

export function organizationDocument(organization: Organization, subject: Subject): Static<typeof OrganizationResource> {
  const { id, name, email, settings, defaultAgentPoolId, defaultProjectId, createdAt } = organization
  const self = `/api/v2/organizations/${name}`
  return {
    id: name,
    type: 'organizations',
    attributes: {
      // First, because clients may set switches of any name: none may take the place of a member that has a meaning.
      ...(settings as Static<typeof Settings>),
      name,
      'external-id': id,
      email,
      'is-unified': false,
      'saml-enabled': false,
      'two-factor-conformant': true,
      'remaining-testable-count': 5,
      'trial-expires-at': null,
      'created-at': timestamp(createdAt),
      permissions: permissionsOf(organization, subject),
    },
    relationships: {
      'default-agent-pool': { data: defaultAgentPoolId === null ? null : { id: defaultAgentPoolId, type: 'agent-pools' } },
      'default-project': { data: defaultProjectId === null ? null : { id: defaultProjectId, type: 'projects' } },
      'oauth-tokens': { links: { related: `${self}/oauth-tokens` } },
      'authentication-token': { links: { related: `${self}/authentication-token` } },
      'entitlement-set': { data: { id, type: 'entitlement-sets' }, links: { related: `${self}/entitlement-set` } },
    },
    links: { self },
  }
}

/** What the subject may do, under the API's names. What this registry does not do at all is false. */
function permissionsOf({ id }: Organization, subject: Subject): Static<typeof OrganizationPermissions> {
  const may = (action: OrganizationAction) => can(subject, action, id)
  return {
    'can-traverse': may('read'),
    'can-update': may('update'),
    'can-destroy': may('delete'),
    'can-create-module': may('manage-modules'),
    'can-manage-public-modules': may('manage-modules'),
    'can-manage-no-code-modules': may('manage-modules'),
    'can-update-oauth': may('manage-vcs-settings'),
    'can-update-api-token': may('manage-organization-token'),
    'can-create-team': may('manage-teams'),
    'can-manage-users': may('manage-membership'),
    'can-manage-memberships': may('manage-membership'),
    'can-create-workspace': false,
    'can-create-workspace-migration': false,
    'can-create-project': may('update'),
    'can-create-provider': false,
    'can-deploy-no-code-modules': false,
    'can-manage-auditing': may('manage-organization-token'),
    'can-manage-public-providers': false,
    'can-manage-run-tasks': false,
    'can-manage-sso': false,
    'can-update-sentinel': false,
    'can-update-hyok-configuration': false,
    'can-view-hyok-feature-info': false,
    'can-enable-stacks': false,
  }
}

/** What this installation can do, which is the same for all, as nothing is sold; and how much of its quotas the organization uses. */
export function entitlementsDocument(
  { id, name }: Organization,
  { quotas, usage }: { quotas: OrganizationQuotas; usage: OrganizationUsage },
): Static<typeof EntitlementSet> {
  return {
    id,
    type: 'entitlement-sets',
    attributes: {
      ...eachOf(PROVIDED_ENTITLEMENTS, () => true),
      ...eachOf(ABSENT_ENTITLEMENTS, () => false),
      'module-count': usage.modules,
      'module-limit': quotas.modules ?? null,
      'version-count': usage.versions,
      'version-limit': quotas.versions ?? null,
      'byte-count': usage.bytes,
      'byte-limit': quotas.bytes ?? null,
      'token-count': usage.tokens,
      'token-limit': quotas.tokens ?? null,
      'stream-limit': quotas.streams ?? null,
      'user-limit': null,
      'policy-limit': null,
      'run-task-limit': null,
    },
    links: { self: `/api/v2/organizations/${name}/entitlement-set` },
  }
}
