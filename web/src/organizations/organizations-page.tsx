import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { accountQuery } from '../api/account.ts'
import { organizationsQuery } from '../api/organizations.ts'
import { Loaded } from '../components/loaded.tsx'
import { usePageTitle } from '../components/page-title.ts'

export function OrganizationsPage() {
  const organizations = useQuery(organizationsQuery)
  usePageTitle('Organizations')
  return (
    <div className="narrow">
      <Loaded query={organizations} what="Your organizations">
        {(list) =>
          list.length === 0 ? (
            <NoOrganization />
          ) : (
            <>
              <h1>Your organizations</h1>
              <ul className="rows panel">
                {list.map(({ id, attributes: { name } }) => (
                  <li key={id}>
                    <Link to="/$org/registry/private/modules" params={{ org: name }} className="row">
                      <strong>{name}</strong>
                    </Link>
                  </li>
                ))}
              </ul>
              <p>
                <Link to="/organizations/new">New organization</Link>
              </p>
              <p>
                <a href="/app/settings/memberships">Invitations, and leaving an organization</a>
              </p>
            </>
          )
        }
      </Loaded>
    </div>
  )
}

function NoOrganization() {
  const { data: account } = useQuery(accountQuery)
  const { username = '', email, permissions } = account?.attributes ?? {}
  return (
    <>
      <h1>You belong to no organization</h1>
      <p>
        Ask an owner of an organization to invite <strong>{email ?? username}</strong>. Then{' '}
        <a href="/app/settings/memberships">accept the invitation</a>.
      </p>
      {permissions?.['can-create-organizations'] === true && (
        <>
          <h2>Or create one</h2>
          <p>
            <Link to="/organizations/new">Create an organization</Link>, which you then own.
          </p>
        </>
      )}
    </>
  )
}
