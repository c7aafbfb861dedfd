import { Link } from '@tanstack/react-router'
import type { AuditEvent } from '../../api/audit-trail.ts'
import { Moment } from '../../components/moment.tsx'
import { Table } from '../../components/table.tsx'

/** Changes, one in a row. What is linked filters by it. */
export function AuditTable({ org, events }: { org: string; events: readonly AuditEvent[] }) {
  return (
    <Table label="Changes" columns={['When', 'Who', 'Did what', 'With what', 'From']}>
      {events.map(({ id, timestamp, auth, resource, request }) => (
        <tr key={id}>
          <th scope="row">
            <Moment at={timestamp} />
          </th>
          <td data-label="Who">
            <Link to="/$org/settings/audit" params={{ org }} search={{ accessor: auth.accessor_id ?? auth.description ?? '' }}>
              {auth.description ?? auth.accessor_id}
            </Link>
          </td>
          <td data-label="Did what">
            <code>{resource.action}</code>
          </td>
          <td data-label="With what">
            {wordsOf(resource.type)}{' '}
            <Link to="/$org/settings/audit" params={{ org }} search={{ object: resource.id }}>
              {nameIn(resource.meta) ?? resource.id}
            </Link>
            <Details of={resource.meta} />
          </td>
          <td data-label="From">{request.remote_address ?? <span className="muted">not recorded</span>}</td>
        </tr>
      ))}
    </Table>
  )
}

function Details({ of: meta }: { of: unknown }) {
  if (typeof meta !== 'object' || meta === null || Object.keys(meta).length === 0) return null
  return (
    <details>
      <summary>Details</summary>
      <dl className="pairs">
        {Object.entries(meta).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** Of a thing that may be gone by now. */
function nameIn(meta: unknown): string | undefined {
  if (typeof meta !== 'object' || meta === null) return undefined
  const { name, username, email, module, version } = meta as Record<string, unknown>
  if (typeof module === 'string') return typeof version === 'string' ? `${module} ${version}` : module
  return [name, username, email].find((each) => typeof each === 'string')
}

function wordsOf(type: string): string {
  return type.replaceAll('_', ' ')
}
