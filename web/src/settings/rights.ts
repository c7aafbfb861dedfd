import { useQuery } from '@tanstack/react-query'
import { organizationQuery } from '../api/organizations.ts'

/** What the user may do in the organization; nothing until that is known. */
export function useRights(organization: string) {
  const { data } = useQuery(organizationQuery(organization))
  const may = data?.attributes.permissions
  return {
    isKnown: may !== undefined,
    /** an owner may do everything */
    isOwner: may?.['can-update'] === true,
    mayManageMembers: may?.['can-manage-memberships'] === true,
    mayManageTeams: may?.['can-create-team'] === true,
  }
}
