import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { isNotFound } from '../../api/client/failures.ts'
import { deleteTeam, isOwnersTeam, type Team, teamQuery } from '../../api/teams.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePageTitle } from '../../components/page-title.ts'
import { announce } from '../../forms/announcement.tsx'
import { Confirmation } from '../../forms/confirmation.tsx'
import { useDialog } from '../../forms/dialog.tsx'
import { NotFound } from '../../shell/not-found.tsx'
import { useRights } from '../rights.ts'
import { TeamMembers } from './team-members.tsx'
import { TeamRights } from './team-rights.tsx'
import { TeamTokens } from './team-tokens.tsx'

/** One team: what it may do, who is in it, and its tokens. */
export function TeamPage() {
  const { org, team: id } = useParams({ from: '/$org/settings/teams/$team' })
  const team = useQuery(teamQuery(org, id))
  usePageTitle(team.data?.attributes.name ?? 'Team', 'Teams', org)
  if (isNotFound(team.error)) return <NotFound />
  return (
    <Loaded query={team} what="The team">
      {(shown) => (
        <>
          <nav className="crumbs" aria-label="Breadcrumb">
            <Link to="/$org/settings/teams" params={{ org }}>
              Teams
            </Link>
          </nav>
          <h1>{shown.attributes.name}</h1>
          <TeamRights key={shown.id} org={org} team={shown} />
          <TeamMembers org={org} team={shown} />
          <TeamTokens org={org} team={shown} />
          {!isOwnersTeam(shown) && <Deletion org={org} team={shown} />}
        </>
      )}
    </Loaded>
  )
}

function Deletion({ org, team }: { org: string; team: Team }) {
  const deleting = useDialog()
  const navigate = useNavigate()
  const { mayManageTeams } = useRights(org)
  const { name } = team.attributes
  const done = () => {
    announce(`The team ${name} was deleted.`)
    void navigate({ to: '/$org/settings/teams', params: { org } })
  }
  return (
    <section className="panel padded">
      <h2>Delete the team</h2>
      <p id="deletion">
        {mayManageTeams
          ? 'Its members stay in the organization, without what the team lets them do. Its tokens stop working.'
          : 'Only owners, and teams that manage teams, delete them.'}
      </p>
      <Button color="danger" variant="outline" disabled={!mayManageTeams} aria-describedby="deletion" onClick={deleting.open}>
        Delete the team
      </Button>
      <Confirmation
        of={deleting}
        title={`Delete the team ${name}?`}
        action={`Delete the team ${name}`}
        typed={{ what: 'the name of the team', text: name }}
        submit={() => deleteTeam(org, team.id)}
        onDone={done}
      >
        <p>Its members stay in {org}, without what the team lets them do. Its tokens stop working at once. This cannot be undone.</p>
      </Confirmation>
    </section>
  )
}
