import { useQuery } from '@tanstack/react-query'
import { everyMemberQuery, type Member } from '../../api/members.ts'
import { addToTeam, isOwnersTeam, removeFromTeam, type Team } from '../../api/teams.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Act } from '../../forms/act.tsx'
import { announce } from '../../forms/announcement.tsx'
import { textOf } from '../../forms/elements.ts'
import { SelectField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { useRights } from '../rights.ts'

const LAST_OWNER = 'The last owner cannot be removed: make another member an owner first.'

/** Who is in a team; for whoever manages members, also who could be. */
export function TeamMembers({ org, team }: { org: string; team: Team }) {
  const { isKnown, isOwner, mayManageMembers, mayManageTeams } = useRights(org)
  const maySee = isOwner || mayManageMembers || mayManageTeams
  return (
    <section className="panel padded">
      <h2>Members</h2>
      {maySee ? (
        <Members org={org} team={team} />
      ) : (
        isKnown && (
          <p>
            {team.attributes['users-count']} {team.attributes['users-count'] === 1 ? 'member' : 'members'}. Only owners, and teams that
            manage members or teams, see who they are.
          </p>
        )
      )}
    </section>
  )
}

function Members({ org, team }: { org: string; team: Team }) {
  const everybody = useQuery(everyMemberQuery(org))
  const mayChange = team.attributes.permissions['can-update-membership']
  const refusal = mayChange
    ? undefined
    : isOwnersTeam(team)
      ? 'Only owners change who owns.'
      : 'Only owners, and teams that manage members, do.'
  const isLastOwner = ({ username }: Member) => isOwnersTeam(team) && username !== '' && team.attributes['users-count'] <= 1
  const isIn = ({ teams }: Member) => teams.some(({ id }) => id === team.id)
  return (
    <Loaded query={everybody} what="The list of members">
      {(list) => {
        const members = list.filter(isIn)
        const others = list.filter((each) => !isIn(each))
        return (
          <>
            {members.length === 0 && <p>Nobody is in this team yet.</p>}
            <ul className="rows">
              {members.map((member) => (
                <li key={member.id} className="row-line">
                  <span className="row-body">
                    <strong>{titleOf(member)}</strong>
                    {member.username === '' ? <span className="subtle">invited</span> : <span className="subtle">{member.email}</span>}
                  </span>
                  <Act
                    size="compact-sm"
                    refusal={refusal ?? (isLastOwner(member) ? LAST_OWNER : undefined)}
                    act={() => removeFromTeam(org, team.id, member.id)}
                    onDone={() => announce(`${titleOf(member)} is no longer in ${team.attributes.name}.`)}
                  >
                    Remove<span className="hidden"> {titleOf(member)}</span>
                  </Act>
                </li>
              ))}
            </ul>
            {others.length > 0 && (
              <Form
                key={others.map(({ id }) => id).join()}
                label="Add a member"
                action="Add to the team"
                refusal={refusal}
                submit={(values) => addToTeam(org, team.id, textOf(values, 'member'))}
                onDone={() => announce(`The team ${team.attributes.name} has a new member.`)}
              >
                <SelectField
                  name="member"
                  label="Add a member"
                  disabled={!mayChange}
                  data={others.map((member) => ({ value: member.id, label: titleOf(member) }))}
                />
              </Form>
            )}
          </>
        )
      }}
    </Loaded>
  )
}

function titleOf({ username, email }: Member): string {
  return username === '' ? email : username
}
