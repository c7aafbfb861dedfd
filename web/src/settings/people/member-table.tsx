import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { accountQuery } from '../../api/account.ts'
import type { Member } from '../../api/members.ts'
import { isOwnersTeam, type Team } from '../../api/teams.ts'
import { Moment } from '../../components/moment.tsx'
import { Table } from '../../components/table.tsx'
import { useRights } from '../rights.ts'
import { refusalOf } from './removal.ts'

interface MemberTableProps {
  org: string
  members: readonly Member[]
  /** that the user may see */
  teams: readonly Team[]
  onRemove: (member: Member) => void
}

export function MemberTable({ org, members, teams, onRemove }: MemberTableProps) {
  const { data: account } = useQuery(accountQuery)
  const rights = useRights(org)
  const owners = teams.find(isOwnersTeam)
  if (members.length === 0) return <p>No member matches.</p>
  return (
    <Table label="Members" columns={['User', 'Teams', 'Member since']} hasActions>
      {members.map((member) => {
        const refusal = refusalOf(member, { ...rights, me: account?.id, owners })
        return (
          <tr key={member.id}>
            <th scope="row">
              <strong>{member.username}</strong>
              {member.userId === account?.id && <span className="muted"> you</span>}
              <div className="subtle">{member.email}</div>
            </th>
            <td data-label="Teams">
              <TeamLinks org={org} teams={member.teams} />
            </td>
            <td data-label="Member">
              <Moment at={member.since} />
            </td>
            <td className="row-actions">
              <Button
                size="compact-sm"
                variant="default"
                disabled={refusal !== undefined}
                aria-describedby={refusal === undefined ? undefined : `${member.id}-refusal`}
                onClick={() => onRemove(member)}
              >
                Remove<span className="hidden"> {member.username}</span>
              </Button>
              {refusal !== undefined && (
                <p id={`${member.id}-refusal`} className="subtle">
                  {refusal}
                </p>
              )}
            </td>
          </tr>
        )
      })}
    </Table>
  )
}

export function TeamLinks({ org, teams }: { org: string; teams: Member['teams'] }) {
  if (teams.length === 0) return <span className="muted">none</span>
  return (
    <ul className="names plain">
      {teams.map(({ id, name }) => (
        <li key={id}>
          <Link to="/$org/settings/teams/$team" params={{ org, team: id }}>
            {name}
          </Link>
        </li>
      ))}
    </ul>
  )
}
