import type { SiteHealth } from '../../api/administration/health.ts'
import { Moment } from '../../components/moment.tsx'

/** The latest jobs that are not tried again. */
export function FailedJobs({ of: jobs }: { of: SiteHealth['failed-jobs'] }) {
  if (jobs.length === 0) return null
  return (
    <section>
      <h2>Failed jobs</h2>
      <ul className="items panel">
        {jobs.map(({ kind, key, error, 'failed-at': failedAt }) => (
          <li key={`${kind} ${key} ${failedAt}`} className="item">
            <h3>{kind.replaceAll('_', ' ')}</h3>
            <p className="subtle">
              <code>{key}</code> <Moment at={failedAt} />
            </p>
            <p className="mono">{error ?? 'It left no message.'}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
