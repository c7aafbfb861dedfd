import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { saysMoreThan } from '../../addresses/only.ts'
import { type AuditFilter, auditTrailQuery, csvAddress } from '../../api/audit-trail.ts'
import { Loaded } from '../../components/loaded.tsx'
import { formatNumber } from '../../components/numbers.ts'
import { usePageTitle } from '../../components/page-title.ts'
import { PageLinks } from '../../navigation/page-links.tsx'
import { useRights } from '../rights.ts'
import { AuditFilters } from './audit-filters.tsx'
import { AuditTable } from './audit-table.tsx'

/** Who changed what, when and from where. */
export function AuditTrailPage() {
  const { org } = useParams({ from: '/$org/settings/audit' })
  const { isKnown, isOwner } = useRights(org)
  usePageTitle('Audit trail', org)
  return (
    <>
      <h1>Audit trail</h1>
      <p>Every change in the organization, the newest first. What people do with their own accounts is theirs to see.</p>
      {isOwner && <Trail org={org} />}
      {isKnown && !isOwner && <p>Only owners read the audit trail.</p>}
    </>
  )
}

function Trail({ org }: { org: string }) {
  const { page = 1, ...filter } = useSearch({ from: '/$org/settings/audit' })
  const trail = useQuery(auditTrailQuery(org, filter, page))
  return (
    <>
      <AuditFilters key={JSON.stringify(filter)} org={org} filter={filter} />
      <Loaded query={trail} what="The audit trail">
        {({ data, pagination }) => (
          <>
            <p className="count" role="status">
              {formatNumber(pagination.total_count)} {pagination.total_count === 1 ? 'change' : 'changes'}
            </p>
            {data.length === 0 ? <Nothing org={org} filter={filter} /> : <AuditTable org={org} events={data} />}
            <p>
              <a href={csvAddress(org, filter)} download>
                Download {pagination.total_count === 1 ? 'it' : 'all of them'} as CSV
              </a>
            </p>
            <PageLinks current={page} total={pagination.total_pages} />
          </>
        )}
      </Loaded>
    </>
  )
}

function Nothing({ org, filter }: { org: string; filter: AuditFilter }) {
  if (!saysMoreThan(filter)) return <p>Nothing was changed yet.</p>
  return (
    <p>
      No change matches.{' '}
      <Link to="/$org/settings/audit" params={{ org }}>
        Clear the filters
      </Link>
    </p>
  )
}
