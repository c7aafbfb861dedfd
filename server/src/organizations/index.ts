export { emailProblems } from './email-address.ts'
export { ModuleSharingRows } from './module-sharing-rows.ts'
export { newOrganizationProblems, type Organization, organizationNameKey } from './organization.ts'
export { OrganizationAdministration } from './organization-administration.ts'
export { OrganizationRows } from './organization-rows.ts'
export { Organizations } from './organizations.ts'
export type {
  AgentPoolLookup,
  NewOrganization,
  OrganizationDeletion,
  OrganizationFounding,
  OrganizationRenaming,
} from './ports.ts'
export { keepQuota, NO_QUOTAS, type OrganizationUsage, type Quotas, type UserQuotas, type UserUsage } from './quotas.ts'
export { allStoredSettings, storedSettings } from './settings-rows.ts'
