import { useQuery } from '@tanstack/react-query'
import { commitsQuery } from '../../api/documents.ts'
import { Moment } from '../../components/moment.tsx'
import { counted } from '../../components/numbers.ts'
import { shortCommit } from '../../imports/short-commit.ts'
import type { PageState } from '../state/page-state.ts'

/** The server stops counting here. */
const MAX_COUNTED = 10_000
/** A handful is read at a glance. */
const MAX_OPEN = 20

/** What the tag adds to that of the version before. The host may not have told; then there is nothing. */
export function Commits({ page: { address, owner, shown = '' } }: { page: PageState }) {
  const { data } = useQuery({ ...commitsQuery(address, shown), enabled: owner === address.organization })
  if (data === undefined || data.since === null || data.total === null) return null
  const { commits, since, total } = data
  const count = total >= MAX_COUNTED ? `${counted(MAX_COUNTED, 'commit')} or more` : counted(total, 'commit')
  return (
    <details className="panel padded" open={total <= MAX_OPEN}>
      <summary>
        {count} since {since}
      </summary>
      <ul className="plain commits">
        {commits.map(({ sha, url, title, author, date }) => (
          <li key={sha}>
            {url === null ? <code>{shortCommit(sha)}</code> : <CommitLink url={url} sha={sha} />}
            <span>{title || 'A commit without a message'}</span>
            <span className="subtle">
              {author} · <Moment at={date} />
            </span>
          </li>
        ))}
      </ul>
      {commits.length < total && <p className="subtle">The newest {commits.length} of them.</p>}
    </details>
  )
}

function CommitLink({ url, sha }: { url: string; sha: string }) {
  return (
    <a href={url} rel="noreferrer">
      <code>{shortCommit(sha)}</code>
    </a>
  )
}
