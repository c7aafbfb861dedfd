import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useRef } from 'react'
import { saysMoreThan } from '../addresses/only.ts'
import { ApiFailure, isNotFound } from '../api/client/failures.ts'
import { PAGE_SIZE } from '../api/modules.ts'
import { searchQuery } from '../api/search.ts'
import { Loaded } from '../components/loaded.tsx'
import { usePageTitle } from '../components/page-title.ts'
import { useInsteadOfFirstContent } from '../shell/first-content.ts'
import { NotFound } from '../shell/not-found.tsx'
import { DeletedLink } from './deleted/deleted-link.tsx'
import { FacetList } from './facets.tsx'
import { Hits } from './hits.tsx'
import { LIST } from './list.ts'
import { moduleSearchOf, wordsIn } from './list-search.ts'
import { NoModules } from './no-modules.tsx'
import { PublishMenu } from './publish-menu.tsx'
import { SearchBox } from './search-box.tsx'

const WRONG_QUALIFIER = 422

export function ListPage() {
  const { org } = useParams({ from: LIST })
  const search = useSearch({ from: LIST })
  const modules = useQuery(searchQuery(org, moduleSearchOf(search)))
  const list = useRef<HTMLUListElement>(null)
  usePageTitle('Modules', org)
  useInsteadOfFirstContent(modules.data !== undefined || modules.isError)
  if (isNotFound(modules.error)) return <NotFound />
  const isFiltered = saysMoreThan(search, 'page', 'sort')
  return (
    <>
      <div className="title-row">
        <h1>Modules</h1>
        <PublishMenu />
      </div>
      <SearchBox onEnterList={() => list.current?.querySelector<HTMLAnchorElement>('.row')?.focus()} />
      {isWrongQualifier(modules.error) ? (
        <p role="status" className="panel padded">
          {modules.error.message}
        </p>
      ) : (
        <Loaded query={modules} what="The list of modules" lines={10}>
          {({ data, meta }) => {
            const { 'total-count': total, 'current-page': current, 'total-pages': pages } = meta.pagination
            if (total === 0 && !isFiltered) {
              return (
                <>
                  <NoModules />
                  <DeletedLink org={org} />
                </>
              )
            }
            return (
              <div className="with-facets">
                {meta.facets !== undefined && (
                  <FacetPanel>
                    <FacetList facets={meta.facets} />
                  </FacetPanel>
                )}
                <div className="found">
                  <Hits
                    list={list}
                    modules={data}
                    count={{ total, current, pages, first: (current - 1) * PAGE_SIZE + 1 }}
                    correction={meta['did-you-mean'] ?? undefined}
                    ignored={meta['q-ignored'] === true ? search.q : undefined}
                    isOld={modules.isPlaceholderData}
                  >
                    <NoMatch />
                  </Hits>
                  <DeletedLink org={org} />
                </div>
              </div>
            )
          }}
        </Loaded>
      )}
    </>
  )
}

function isWrongQualifier(error: Error | null): error is ApiFailure {
  return error instanceof ApiFailure && error.status === WRONG_QUALIFIER
}

/** Beside the list, or folded above it where there is no room. */
function FacetPanel({ children }: { children: ReactNode }) {
  const search = useSearch({ from: LIST })
  const isNarrow = useMediaQuery('(max-width: 800px)', false, { getInitialValueInEffect: false })
  const chosen = (['provider', 'registry', 'status', 'label'] as const).flatMap((name) => wordsIn(search[name])).length
  if (!isNarrow) {
    return (
      <section className="facets" aria-label="Filters">
        {children}
        {chosen > 0 && <ClearFilters />}
      </section>
    )
  }
  return (
    <details className="facets panel">
      <summary>Filters{chosen > 0 && ` (${chosen} chosen)`}</summary>
      {children}
      {chosen > 0 && <ClearFilters />}
    </details>
  )
}

function ClearFilters() {
  const { org } = useParams({ from: LIST })
  return (
    <Link to={LIST} params={{ org }} search={({ q }) => (q === undefined ? {} : { q })}>
      Clear filters
    </Link>
  )
}

function NoMatch() {
  const { org } = useParams({ from: LIST })
  const search = useSearch({ from: LIST })
  const { q } = search
  const isFiltered = saysMoreThan(search, 'q', 'page', 'sort')
  return (
    <div className="panel padded">
      <p>
        No module matches {q === undefined ? 'these filters' : `“${q}”`}
        {q !== undefined && isFiltered && ' and the filters'}. The search looks into names, descriptions, inputs, outputs, resource types,
        submodules and READMEs of the latest versions.
      </p>
      <p>
        <Link to={LIST} params={{ org }} search={{}}>
          Clear {q !== undefined && isFiltered ? 'search and filters' : q === undefined ? 'filters' : 'the search'}
        </Link>
      </p>
    </div>
  )
}
