import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { organizationsQuery } from '../api/organizations.ts'
import { Loaded } from '../components/loaded.tsx'
import { usePageTitle } from '../components/page-title.ts'
import { lastOrganization } from '../shell/last-organization.ts'

/** Leads to the organization of the last visit, to the only one, or to the list. */
export function HomePage() {
  const organizations = useQuery(organizationsQuery)
  usePageTitle('Organizations')
  return (
    <Loaded query={organizations} what="Your organizations">
      {(list) => {
        const names = list.map(({ attributes }) => attributes.name)
        const last = lastOrganization()
        const org = last !== undefined && names.includes(last) ? last : names.length === 1 ? names[0] : undefined
        if (org === undefined) return <Navigate to="/organizations" replace />
        return <Navigate to="/$org/registry/private/modules" params={{ org }} replace />
      }}
    </Loaded>
  )
}
