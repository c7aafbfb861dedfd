import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { entitlementsQuery, organizationQuery } from '../../api/organizations.ts'
import { Facts } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/moment.tsx'
import { usePageTitle } from '../../components/page-title.ts'
import { DeleteOrganization } from './delete-organization.tsx'
import { holdingsOf } from './holdings.ts'
import { ModuleSettings } from './module-settings.tsx'
import { NameAndEmail } from './name-and-email.tsx'
import { TokenSettings } from './token-settings.tsx'

/** What an organization is, holds and allows. */
export function GeneralPage() {
  const { org } = useParams({ from: '/$org/settings/profile' })
  const organization = useQuery(organizationQuery(org))
  usePageTitle('General', org)
  return (
    <>
      <h1>General</h1>
      <Loaded query={organization} what="The organization">
        {({ attributes }) => (
          <>
            <section className="panel padded">
              <h2>Organization</h2>
              <Facts
                of={[
                  ['Id', <code key="id">{attributes['external-id']}</code>],
                  ['Created', <Moment key="created" at={attributes['created-at']} />],
                  ['You may', rightsOf(attributes.permissions).join(', ') || 'read modules'],
                ]}
              />
            </section>
            <Holdings org={org} />
            <NameAndEmail key={attributes.name} org={org} attributes={attributes} />
            <ModuleSettings org={org} attributes={attributes} />
            <TokenSettings org={org} attributes={attributes} />
            <DeleteOrganization org={org} mayDelete={attributes.permissions['can-destroy']} />
          </>
        )}
      </Loaded>
    </>
  )
}

function Holdings({ org }: { org: string }) {
  const entitlements = useQuery(entitlementsQuery(org))
  return (
    <Loaded query={entitlements} what="What the organization holds">
      {({ attributes }) => (
        <section className="panel padded">
          <h2>What it holds</h2>
          <Facts of={holdingsOf(attributes)} />
        </section>
      )}
    </Loaded>
  )
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
