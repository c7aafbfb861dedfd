export { authorize, authorizeSiteAdmin } from './authorize.ts'
export {
  ANONYMOUS,
  can,
  canCreateOrganization,
  identityOf,
  NO_ACCESS,
  type OrganizationAccess,
  type OrganizationAction,
  type OrganizationRole,
  producersFor,
  readableOwners,
  type Subject,
} from './permissions.ts'
