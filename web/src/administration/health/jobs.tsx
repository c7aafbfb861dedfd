import type { SiteHealth } from '../../api/administration/health.ts'
import { Moment } from '../../components/moment.tsx'
import { formatNumber } from '../../components/numbers.ts'
import { Table } from '../../components/table.tsx'
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
        <Table label="Jobs" columns={['Job', 'Waiting', 'First due', 'Running', 'Failed']}>
          {kinds.map(({ kind, queued, running, failed, dueAt }) => (
            <tr key={kind}>
              <th scope="row">{kind.replaceAll('_', ' ')}</th>
              <td data-label="Waiting">{formatNumber(queued)}</td>
              <td data-label="First due">{dueAt === undefined ? <span className="muted">none</span> : <Moment at={dueAt} />}</td>
              <td data-label="Running">{formatNumber(running)}</td>
              <td data-label="Failed">{formatNumber(failed)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}
