import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { accountQuery } from '../api/account.ts'
import { organizationsQuery } from '../api/organizations.ts'
import { PUBLIC_URL } from '../api/page-facts.ts'
import { CodeBlock } from '../components/code-block.tsx'
import { Loaded } from '../components/loaded.tsx'
import { usePageTitle } from '../components/page-title.ts'

const CREATE = `curl -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/vnd.api+json' \\
  ${PUBLIC_URL}/api/v2/organizations \\
  -d '{"data": {"type": "organizations", "attributes": {"name": "acme", "email": "platform@example.com"}}}'`

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
            With one of <a href="/app/settings/tokens">your tokens</a> as <code>TOKEN</code>:
          </p>
          <CodeBlock label="Create an organization" code={CREATE} />
        </>
      )}
    </>
  )
}
