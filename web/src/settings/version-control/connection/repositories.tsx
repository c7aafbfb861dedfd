import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { repositoriesQuery } from '../../../api/version-control/activity.ts'
import { refreshRepositories } from '../../../api/version-control/changes.ts'
import { Loaded } from '../../../components/loaded.tsx'
import { Moment } from '../../../components/moment.tsx'
import { formatNumber } from '../../../components/numbers.ts'
import { Act } from '../../../forms/act.tsx'
import { Pager } from '../../../navigation/pager.tsx'
import { usePublishRefusal } from '../who-may.tsx'
import { Publishing } from './publishing.tsx'
import { RepositoryItem } from './repository-item.tsx'

/** What the credential can read, whether it is ready to be published, and publishing several at once. */
export function Repositories({ tokenId }: { tokenId: string }) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const refusal = usePublishRefusal(org)
  const [filter, setFilter] = useState({ q: '', isReady: false, page: 1 })
  const [chosen, setChosen] = useState<readonly string[]>([])
  const query = useQuery(repositoriesQuery(tokenId, filter))
  const choose = (identifier: string, isChosen: boolean) =>
    setChosen((before) => (isChosen ? [...before, identifier] : before.filter((each) => each !== identifier)))
  return (
    <section className="panel padded" aria-labelledby="repositories">
      <h2 id="repositories">Repositories</h2>
      <div className="filter">
        <TextInput
          className="filter-text"
          label="Filter"
          value={filter.q}
          onChange={({ currentTarget }) => setFilter({ ...filter, q: currentTarget.value, page: 1 })}
          autoComplete="off"
          spellCheck={false}
        />
        <label className="tick">
          <input type="checkbox" checked={filter.isReady} onChange={() => setFilter({ ...filter, isReady: !filter.isReady, page: 1 })} />
          Only ready ones
        </label>
      </div>
      <Loaded query={query} what="The list of repositories">
        {({ repositories, listing, total, pages }) => (
          <>
            <p role="status" className="subtle">
              {listing['listed-at'] !== null && (
                <>
                  {total === 1 ? '1 repository' : `${formatNumber(total)} repositories`}, listed <Moment at={listing['listed-at']} />.{' '}
                </>
              )}
              {listing.refreshing && 'The host is asked for its repositories…'}
              {!listing.refreshing && listing.error !== null && `The host did not list them: ${listing.error}`}
            </p>
            <ul className="repositories">
              {repositories.map((repository) => (
                <RepositoryItem
                  key={repository.id}
                  tokenId={tokenId}
                  repository={repository}
                  isChosen={chosen.includes(repository.attributes.identifier)}
                  onChoose={refusal === undefined ? choose : undefined}
                />
              ))}
            </ul>
            <Pager current={filter.page} total={pages} what="repositories" onChange={(page) => setFilter({ ...filter, page })} />
          </>
        )}
      </Loaded>
      <Publishing tokenId={tokenId} chosen={chosen} refusal={refusal} onPublished={() => setChosen([])} />
      <Act act={() => refreshRepositories(tokenId)}>List them again</Act>
    </section>
  )
}
