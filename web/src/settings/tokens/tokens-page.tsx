import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { teamsQuery } from '../../api/teams.ts'
import { teamTokensQuery } from '../../api/tokens.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePageTitle } from '../../components/page-title.ts'
import { useDialog } from '../../forms/dialog.tsx'
import { useRights } from '../rights.ts'
import { OrganizationToken } from './organization-token.tsx'
import { TeamTokenDialog } from './team-token-dialog.tsx'
import { TokenTable } from './token-table.tsx'

/** What programs sign in with: tokens of the organization and of its teams. */
export function TokensPage() {
  const { org } = useParams({ from: '/$org/settings/authentication-tokens' })
  usePageTitle('Tokens', org)
  return (
    <>
      <h1>Tokens</h1>
      <p>
        For pipelines and other programs. People use <a href="/app/settings/tokens">tokens of their own</a>.
      </p>
      <TokensOfTeams org={org} />
      <OrganizationToken
        org={org}
        kind="organization"
        title="Organization token"
        purpose="Manages modules, connections, members and teams, but not owners, the organization itself or its tokens."
      />
      <OrganizationToken
        org={org}
        kind="audit-trails"
        title="Audit trail token"
        purpose="Reads the audit trail, and nothing else: for a program that collects it."
      />
    </>
  )
}

function TokensOfTeams({ org }: { org: string }) {
  const { isKnown, mayManageTeams } = useRights(org)
  const tokens = useQuery({ ...teamTokensQuery(org), enabled: mayManageTeams })
  const { data: teams = [] } = useQuery(teamsQuery(org))
  const creating = useDialog()
  const names = new Map(teams.map(({ id, attributes }) => [id, attributes.name]))
  return (
    <section className="panel padded">
      <h2>Tokens of teams</h2>
      <p id="tokens-of-teams">
        {isKnown && !mayManageTeams
          ? 'Only owners, and teams that manage teams, see and make tokens of teams.'
          : 'Each may do what a member of its team may, and stays when people leave.'}
      </p>
      {mayManageTeams && (
        <Loaded query={tokens} what="The list of tokens">
          {(list) => <TokenTable org={org} tokens={list} teams={names} />}
        </Loaded>
      )}
      <Button variant="default" disabled={!mayManageTeams} aria-describedby="tokens-of-teams" onClick={creating.open}>
        Create a token of a team
      </Button>
      <TeamTokenDialog of={creating} org={org} teams={teams.filter(({ attributes }) => attributes.permissions['can-update-api-token'])} />
    </section>
  )
}
