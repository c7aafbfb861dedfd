import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { organizationQuery } from '../../api/organizations.ts'
import { DELETED } from './deleted-search.ts'

/** For whoever may restore. */
export function DeletedLink({ org }: { org: string }) {
  const { data: organization } = useQuery(organizationQuery(org))
  if (organization?.attributes.permissions['can-create-module'] !== true) return null
  return (
    <p className="list-end">
      <Link to={DELETED} params={{ org }}>
        Deleted modules
      </Link>
    </p>
  )
}
