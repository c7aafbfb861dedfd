import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { isNotFound } from '../../api/client/failures.ts'
import { entitlementsQuery, organizationQuery } from '../../api/organizations.ts'
import { Facts } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/moment.tsx'
import { formatBytes, formatNumber } from '../../components/numbers.ts'
import { usePageTitle } from '../../components/page-title.ts'

/** What an organization is and holds. The API changes it. */
export function GeneralPage() {
  const { org } = useParams({ from: '/$org/settings/profile' })
  const organization = useQuery(organizationQuery(org))
  usePageTitle('General', org)
  return (
    <>
      <h1>General</h1>
      <Loaded query={organization} what="The organization">
        {({ attributes }) => (
          <section className="panel padded">
            <h2>Organization</h2>
            <Facts
              of={[
                ['Name', attributes.name],
                ['Email', attributes.email],
                ['Id', <code key="id">{attributes['external-id']}</code>],
                ['Created', <Moment key="created" at={attributes['created-at']} />],
                ['Revoked versions', attributes['hide-revoked-versions'] ? 'hidden from clients' : 'shown to clients'],
                ['You may', rightsOf(attributes.permissions).join(', ') || 'read modules'],
              ]}
            />
          </section>
        )}
      </Loaded>
      <Usage org={org} />
    </>
  )
}

function Usage({ org }: { org: string }) {
  const entitlements = useQuery(entitlementsQuery(org))
  if (isNotFound(entitlements.error)) return null
  return (
    <Loaded query={entitlements} what="What the organization holds">
      {({ attributes: held }) => (
        <section className="panel padded">
          <h2>What it holds</h2>
          <Facts
            of={[
              ['Modules', ofLimit(held['module-count'], held['module-limit'], formatNumber)],
              ['Versions', ofLimit(held['version-count'], held['version-limit'], formatNumber)],
              ['Archives', ofLimit(held['byte-count'], held['byte-limit'], formatBytes)],
              ['Tokens', ofLimit(held['token-count'], held['token-limit'], formatNumber)],
            ]}
          />
        </section>
      )}
    </Loaded>
  )
}

function ofLimit(count: number, limit: number | null, format: (value: number) => string): string {
  return limit === null ? format(count) : `${format(count)} of ${format(limit)}`
}

const RIGHTS = [
  ['can-create-module', 'publish modules'],
  ['can-update-oauth', 'manage connections'],
  ['can-create-team', 'manage teams'],
  ['can-manage-memberships', 'manage members'],
  ['can-update', 'change the organization'],
] as const

function rightsOf(permissions: Record<string, boolean>): string[] {
  return RIGHTS.filter(([name]) => permissions[name] === true).map(([, label]) => label)
}
