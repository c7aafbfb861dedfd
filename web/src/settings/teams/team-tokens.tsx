import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Team } from '../../api/teams.ts'
import { createTeamToken, teamTokensQuery } from '../../api/tokens.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useDialog } from '../../forms/dialog.tsx'
import { TokenDialog } from '../tokens/token-dialog.tsx'
import { TokenTable } from '../tokens/token-table.tsx'

/** Tokens that may do what the members of a team may. */
export function TeamTokens({ org, team }: { org: string; team: Team }) {
  const mayManage = team.attributes.permissions['can-update-api-token']
  const creating = useDialog()
  const { name } = team.attributes
  return (
    <section className="panel padded">
      <h2>Tokens</h2>
      <p id="team-tokens">
        {mayManage
          ? `With a token of the team, a pipeline may do what a member of ${name} may. It stays when people leave.`
          : 'Only owners, and teams that manage teams, see and make tokens of teams.'}
      </p>
      {mayManage && <Tokens org={org} team={team} />}
      <Button variant="default" disabled={!mayManage} aria-describedby="team-tokens" onClick={creating.open}>
        Create a token
      </Button>
      <TokenDialog of={creating} title={`New token of ${name}`} create={(wanted) => createTeamToken(org, team.id, wanted)} />
    </section>
  )
}

function Tokens({ org, team }: { org: string; team: Team }) {
  const tokens = useQuery(teamTokensQuery(org))
  return (
    <Loaded query={tokens} what="The list of tokens">
      {(list) => <TokenTable org={org} tokens={list.filter(({ relationships }) => relationships.team?.data.id === team.id)} />}
    </Loaded>
  )
}
