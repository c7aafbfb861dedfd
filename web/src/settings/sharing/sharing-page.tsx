import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { accountQuery } from '../../api/account.ts'
import { producersQuery } from '../../api/organizations.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePageTitle } from '../../components/page-title.ts'
import { Pager } from '../../navigation/pager.tsx'

/** Whose modules the organization reads, and who decides who reads its own. */
export function SharingPage() {
  const { org } = useParams({ from: '/$org/settings/sharing' })
  usePageTitle('Sharing', org)
  return (
    <>
      <h1>Sharing</h1>
      <SharedWith org={org} />
      <SharedBy org={org} />
    </>
  )
}

function SharedWith({ org }: { org: string }) {
  const [page, setPage] = useState(1)
  const producers = useQuery(producersQuery(org, page))
  return (
    <section className="panel padded">
      <h2>Shared with {org}</h2>
      <Loaded query={producers} what="The list of organizations">
        {({ names, pagination }) =>
          names.length === 0 ? (
            <p>No other organization shares its modules with {org}.</p>
          ) : (
            <>
              <p>
                Every token of {org} installs the private modules of these organizations. They are in the{' '}
                <Link to="/$org/registry/private/modules" params={{ org }}>
                  list of modules
                </Link>
                , too.
              </p>
              <ul className="rows" aria-label={`Organizations that share their modules with ${org}`}>
                {names.map((name) => (
                  <li key={name} className="row-line">
                    <strong>{name}</strong>
                  </li>
                ))}
              </ul>
              <Pager what="organizations" current={page} total={pagination['total-pages']} onChange={setPage} />
            </>
          )
        }
      </Loaded>
    </section>
  )
}

function SharedBy({ org }: { org: string }) {
  const { data: account } = useQuery(accountQuery)
  return (
    <section className="panel padded">
      <h2>Shared by {org}</h2>
      <p>
        Only administrators of the site choose who reads the modules of {org}: ask one of them. The{' '}
        <Link to="/$org/settings/audit" params={{ org }} search={{ type: 'organization', action: 'update_module_consumers' }}>
          audit trail
        </Link>{' '}
        tells owners whom they chose, and when.
      </p>
      {account?.attributes['is-site-admin'] === true && (
        <p>
          You are one:{' '}
          <Link to="/settings/administration/organizations" search={{ q: org }}>
            choose who reads the modules of {org}
          </Link>
          .
        </p>
      )}
    </section>
  )
}
