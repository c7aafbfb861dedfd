export { authorize, authorizeSiteAdmin } from './authorize.ts'
export {
  ANONYMOUS,
  type Credential,
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
