export { emailProblems } from './email-address.ts'
export { ModuleSharingRows } from './module-sharing-rows.ts'
export type { Organization } from './organization.ts'
export { OrganizationAdministration } from './organization-administration.ts'
export type { OrganizationFilter } from './organization-rows.ts'
export { type OrganizationChanges, Organizations, type OrganizationsDependencies } from './organizations.ts'
export type {
  AccessChanges,
  AgentPoolLookup,
  NewOrganization,
  OrganizationDeletion,
  OrganizationFounding,
  OrganizationRenaming,
} from './ports.ts'
export type { OrganizationSettings } from './settings.ts'
export { storedSettings } from './settings-rows.ts'
