import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { createTeam, teamsQuery } from '../../api/teams.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePageTitle } from '../../components/page-title.ts'
import { Table } from '../../components/table.tsx'
import { Dialog, useDialog } from '../../forms/dialog.tsx'
import { textOf } from '../../forms/elements.ts'
import { TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { useRights } from '../rights.ts'
import { summaryOf } from './right-words.ts'

/** The teams of an organization that the user may see. */
export function TeamsPage() {
  const { org } = useParams({ from: '/$org/settings/teams' })
  const teams = useQuery(teamsQuery(org))
  const { isKnown, mayManageTeams } = useRights(org)
  const creating = useDialog()
  usePageTitle('Teams', org)
  return (
    <>
      <div className="setting-heading">
        <h1>Teams</h1>
        <Button disabled={!mayManageTeams} aria-describedby="who-creates" onClick={creating.open}>
          New team
        </Button>
      </div>
      <p id="who-creates" className="subtle">
        {isKnown && !mayManageTeams
          ? 'Only owners, and teams that manage teams, create them. Secret teams that you are not in are not listed.'
          : 'Every member reads modules. What else they may do is the sum of what their teams may do.'}
      </p>
      <Loaded query={teams} what="The list of teams">
        {(list) => (
          <Table label="Teams" columns={['Team', 'Members', 'Visibility', 'Its members may']}>
            {list.map((team) => (
              <tr key={team.id}>
                <th scope="row">
                  <Link to="/$org/settings/teams/$team" params={{ org, team: team.id }}>
                    <strong>{team.attributes.name}</strong>
                  </Link>
                </th>
                <td data-label="Members">{team.attributes['users-count']}</td>
                <td data-label="Visibility">{team.attributes.visibility === 'secret' ? 'secret' : 'visible'}</td>
                <td data-label="May">{summaryOf(team)}</td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      <Dialog of={creating} title="New team">
        <NewTeam org={org} close={creating.close} />
      </Dialog>
    </>
  )
}

function NewTeam({ org, close }: { org: string; close: () => void }) {
  const navigate = useNavigate()
  return (
    <Form
      label="New team"
      action="Create the team"
      submit={(values) => createTeam(org, textOf(values, 'name'), { visibility: 'organization' })}
      onDone={({ id }) => {
        close()
        void navigate({ to: '/$org/settings/teams/$team', params: { org, team: id } })
      }}
      onCancel={close}
    >
      <TextField name="name" label="Name" description="You set its rights and members next." required data-autofocus />
    </Form>
  )
}
