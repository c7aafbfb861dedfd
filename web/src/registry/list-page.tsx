import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { isNotFound } from '../api/failures.ts'
import { modulesQuery, PAGE_SIZE } from '../api/modules.ts'
import { Loaded } from '../components/loaded.tsx'
import { counted, formatNumber } from '../components/numbers.ts'
import { usePageTitle } from '../components/page-title.ts'
import { NotFound } from '../shell/not-found.tsx'
import { LIST } from './list.ts'
import { ListFilter } from './list-filter.tsx'
import type { ListSearch } from './list-search.ts'
import { ModuleRow } from './module-row.tsx'
import { NoModules } from './no-modules.tsx'
import { Pages } from './pages.tsx'

export function ListPage() {
  const { org } = useParams({ from: LIST })
  const search = useSearch({ from: LIST })
  const modules = useQuery(modulesQuery(org, search))
  usePageTitle('Modules', org)
  if (isNotFound(modules.error)) return <NotFound />
  const isFiltered = Object.keys(search).some((name) => !['page', 'sort'].includes(name))
  return (
    <>
      <h1>Modules</h1>
      <ListFilter />
      <Loaded query={modules} what="The list of modules" lines={10}>
        {({ data, meta: { pagination } }) => {
          const total = pagination['total-count']
          if (total === 0 && !isFiltered) return <NoModules />
          const first = (pagination['current-page'] - 1) * PAGE_SIZE
          return (
            <>
              <p role="status" className="count">
                {total === 0 ? 'No module matches. ' : counted(total, 'module')}
                {total > PAGE_SIZE && ` · ${formatNumber(first + 1)} to ${formatNumber(first + data.length)}`}
              </p>
              {total === 0 ? (
                <NoMatch search={search} />
              ) : (
                <ul className="rows panel" aria-label="Modules" aria-busy={modules.isPlaceholderData}>
                  {data.map((module) => (
                    <ModuleRow key={module.id} org={org} module={module} />
                  ))}
                </ul>
              )}
              <Pages current={pagination['current-page']} total={pagination['total-pages']} />
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function NoMatch({ search: { q, ...others } }: { search: ListSearch }) {
  const { org } = useParams({ from: LIST })
  return (
    <div className="panel padded">
      <p>
        No module matches {q === undefined ? 'these filters' : `“${q}”`}
        {q !== undefined && Object.keys(others).length > 0 && ' and the other filters'}. The filter looks into names, namespaces, providers
        and descriptions.
      </p>
      <p>
        <Link to={LIST} params={{ org }} search={{}}>
          Clear filters
        </Link>
      </p>
    </div>
  )
}
