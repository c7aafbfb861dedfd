import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ADD, addSearch } from '../../addresses/add-module.ts'
import { queryClient } from '../../api/client/query-client.ts'
import { CANDIDATES_PAGE, type Connection, candidatesQuery, listAnew } from '../../api/publishing.ts'
import { Bar } from '../../components/bar.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/moment.tsx'
import { formatNumber } from '../../components/numbers.ts'
import { Act } from '../../forms/act.tsx'
import { CandidateFilter } from './candidate-filter.tsx'
import { CandidateRow } from './candidate-row.tsx'

/** The repositories of a connection, with what speaks against publishing each of them. */
export function Candidates({ connection }: { connection: Connection }) {
  const { q = '', page = 1, ready } = useSearch({ from: ADD })
  const candidates = useQuery(candidatesQuery(connection.id, { q, isReady: ready === true, page }))
  return (
    <section aria-label="Repositories">
      <CandidateFilter connection={connection} />
      <Loaded query={candidates} what="The list of repositories" lines={8}>
        {({ data, meta: { listing, pagination } }) => (
          <>
            {listing.error !== null && (
              <Bar meaning="warn">The host does not list its repositories: {listing.error}. This is the last list.</Bar>
            )}
            <p className="count" role="status">
              {formatNumber(pagination['total-count'])} {pagination['total-count'] === 1 ? 'repository' : 'repositories'}
              {listing.refreshing && ', looking for more…'}
            </p>
            {data.length === 0 && !listing.refreshing && <NoCandidate q={q} isReady={ready === true} />}
            {data.length > 0 && (
              <ul className="rows panel">
                {data.map(({ id, attributes }) => (
                  <CandidateRow key={id} connection={connection.id} candidate={attributes} />
                ))}
              </ul>
            )}
            <Pages current={page} pages={Math.ceil(pagination['total-count'] / CANDIDATES_PAGE)} />
            <div className="listed">
              {listing['listed-at'] !== null && (
                <span className="subtle">
                  Listed <Moment at={listing['listed-at']} />
                </span>
              )}
              {!connection.isInstallation && (
                <Act
                  size="compact-sm"
                  refusal={listing.refreshing ? 'The host is asked already.' : undefined}
                  act={() => listAnew(connection.id)}
                  onDone={() => void queryClient.invalidateQueries({ queryKey: ['candidates', connection.id] })}
                >
                  List again
                </Act>
              )}
            </div>
          </>
        )}
      </Loaded>
    </section>
  )
}

function NoCandidate({ q, isReady }: { q: string; isReady: boolean }) {
  const navigate = useNavigate({ from: ADD })
  const clear = () =>
    void navigate({ search: (before) => addSearch({ ...before, q: '', ready: undefined, page: undefined }), replace: true })
  return (
    <div className="panel padded">
      {q === '' && !isReady ? (
        <p>The connection’s credential sees no repository. Name one exactly, or give its account access at the host.</p>
      ) : (
        <p>
          No repository{isReady && ' that is ready'} matches{q !== '' && ` “${q}”`}.{' '}
          <button type="button" className="link" onClick={clear}>
            Clear filters
          </button>
        </p>
      )}
    </div>
  )
}

function Pages({ current, pages }: { current: number; pages: number }) {
  const { org } = useParams({ from: ADD })
  if (pages <= 1) return null
  const to = (page: number, label: string) => (
    <Link to={ADD} params={{ org }} search={(before) => addSearch({ ...before, page })}>
      {label}
    </Link>
  )
  return (
    <nav aria-label="Pages of repositories" className="listed">
      {current > 1 && to(current - 1, 'Previous')}
      <span className="subtle">
        Page {current} of {pages}
      </span>
      {current < pages && to(current + 1, 'Next')}
    </nav>
  )
}
