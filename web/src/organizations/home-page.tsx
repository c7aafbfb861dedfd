import { useQuery } from '@tanstack/react-query'
import { Navigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { organizationsQuery } from '../api/organizations.ts'
import { Loaded } from '../components/loaded.tsx'
import { usePageTitle } from '../components/page-title.ts'
import { lastOrganization } from '../shell/last-organization.ts'

const SourcePage = lazy(async () => ({ default: (await import('../palette/source-page.tsx')).SourcePage }))

/** Leads to the organization of the last visit, to the only one, or to the list. With a `source`, to its module. */
export function HomePage() {
  const organizations = useQuery(organizationsQuery)
  const { source } = useSearch({ from: '/' })
  usePageTitle('Organizations')
  return (
    <Loaded query={organizations} what="Your organizations">
      {(list) => {
        const names = list.map(({ attributes }) => attributes.name)
        const last = lastOrganization()
        const org = last !== undefined && names.includes(last) ? last : names.length === 1 ? names[0] : undefined
        if (source !== undefined) {
          return (
            <Suspense fallback={null}>
              <SourcePage source={source} org={org} />
            </Suspense>
          )
        }
        if (org === undefined) return <Navigate to="/organizations" replace />
        return <Navigate to="/$org/registry/private/modules" params={{ org }} replace />
      }}
    </Loaded>
  )
}
