import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { organizationQuery } from '../api/organizations.ts'
import { PUBLIC_URL } from '../api/page-facts.ts'
import { CodeBlock } from '../components/code-block.tsx'
import { LIST } from './list.ts'

/** The first visit: what an owner does, and whom everybody else asks. */
export function NoModules() {
  const { org } = useParams({ from: LIST })
  const { data: organization } = useQuery(organizationQuery(org))
  const permissions = organization?.attributes.permissions
  if (permissions === undefined) return null
  return (
    <div className="panel padded">
      <h2>{org} has no module yet</h2>
      {permissions['can-create-module'] ? (
        <>
          <p>
            A module is a git repository named <code>terraform-PROVIDER-NAME</code>, and each of its tags such as <code>v1.0.0</code>{' '}
            becomes a version. Connect the git host, then publish the repository. Both need one of{' '}
            <a href="/app/settings/tokens">your tokens</a> as <code>TOKEN</code>.
          </p>
          <CodeBlock label="1. Connect a git host" code={connect(org)} />
          <CodeBlock label="2. Publish a repository" code={publish(org)} />
        </>
      ) : (
        <p>Whoever may publish modules in {org} can publish the first one. Its owners can give you that permission.</p>
      )}
    </div>
  )
}

const CURL = `curl -sS -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/vnd.api+json'`

function connect(org: string): string {
  return `CONNECTION=$(${CURL} \\
  ${PUBLIC_URL}/api/v2/organizations/${org}/oauth-clients \\
  -d '{"data": {"type": "oauth-clients", "attributes": {"service-provider": "git", "http-url": "https://github.com"}}}' \\
  | grep -o 'ot-[A-Za-z0-9]\\{16\\}' | head -1)`
}

function publish(org: string): string {
  return `${CURL} \\
  ${PUBLIC_URL}/api/v2/organizations/${org}/registry-modules/vcs \\
  -d '{"data": {"type": "registry-modules", "attributes": {"vcs-repo": {
    "identifier": "cloudposse/terraform-null-label", "oauth-token-id": "'$CONNECTION'"}}}}'`
}
