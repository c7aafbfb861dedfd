// One script: the pages share most of it, and few people load it.
export { AdministrationLayout } from './administration-layout.tsx'
export { HealthPage } from './health/health-page.tsx'
export { OrganizationsPage } from './organizations/organizations-page.tsx'
export { UsersPage } from './users/users-page.tsx'
