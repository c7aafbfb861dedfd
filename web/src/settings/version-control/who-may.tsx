import { useQuery } from '@tanstack/react-query'
import { organizationQuery } from '../../api/organizations.ts'
import { managersQuery } from '../../api/version-control/managers.ts'

const REFUSAL = 'Needs the right “Manage VCS settings”.'

/** @returns why the user cannot change connections; undefined when they can, and until that is known */
export function useRefusal(org: string): string | undefined {
  const { data } = useQuery(organizationQuery(org))
  return data === undefined || data.attributes.permissions['can-update-oauth'] ? undefined : REFUSAL
}

/** @returns why the user cannot publish modules */
export function usePublishRefusal(org: string): string | undefined {
  const { data } = useQuery(organizationQuery(org))
  return data === undefined || data.attributes.permissions['can-create-module'] ? undefined : 'Needs the right “Manage modules”.'
}

/** For somebody who cannot: who can. */
export function WhoMay({ org }: { org: string }) {
  const { data: teams = [] } = useQuery(managersQuery(org))
  const others = teams.filter((name) => name !== 'owners')
  return (
    <p className="panel padded">
      Owners of {org} manage connections, and so do members of teams with the right “Manage VCS settings”
      {others.length > 0 && <>: {others.join(', ')}</>}. Ask one of them.
    </p>
  )
}
