import type { SiteHealth } from '../../api/administration/health.ts'
import { Moment } from '../../components/moment.tsx'
import { formatNumber } from '../../components/numbers.ts'
import { byKind } from './by-kind.ts'

/** Jobs by kind, with the one that has waited longest. */
export function Jobs({ of: counts }: { of: SiteHealth['jobs'] }) {
  const kinds = byKind(counts)
  return (
    <section>
      <h2>Jobs</h2>
      {kinds.length === 0 ? (
        <p>No jobs are known.</p>
      ) : (
        <div className="panel table" role="region" tabIndex={0} aria-label="Jobs">
          <table>
            <thead>
              <tr>
                <th scope="col">Job</th>
                <th scope="col">Waiting</th>
                <th scope="col">First due</th>
                <th scope="col">Running</th>
                <th scope="col">Failed</th>
              </tr>
            </thead>
            <tbody>
              {kinds.map(({ kind, queued, running, failed, dueAt }) => (
                <tr key={kind}>
                  <th scope="row">{kind.replaceAll('_', ' ')}</th>
                  <td data-label="Waiting">{formatNumber(queued)}</td>
                  <td data-label="First due">{dueAt === undefined ? <span className="muted">none</span> : <Moment at={dueAt} />}</td>
                  <td data-label="Running">{formatNumber(running)}</td>
                  <td data-label="Failed">{formatNumber(failed)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
