import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Member, membersQuery } from '../../api/members.ts'
import { Moment } from '../../components/moment.tsx'
import { Table } from '../../components/table.tsx'
import { Dialog, useDialog } from '../../forms/dialog.tsx'
import { useRights } from '../rights.ts'
import { InvitationLink } from './invitation-link.tsx'
import { TeamLinks } from './member-table.tsx'

interface InvitedProps {
  org: string
  q: string
  onWithdraw: (member: Member) => void
}

/** Invitations that wait. */
export function Invited({ org, q, onWithdraw }: InvitedProps) {
  const invited = useQuery(membersQuery(org, { status: 'invited', q }))
  const { mayManageMembers } = useRights(org)
  const linking = useDialog()
  const [linked, setLinked] = useState<Member>()
  const members = invited.data?.members ?? []
  if (members.length === 0) return null
  return (
    <section>
      <h2>Invited</h2>
      <Table label="Invited people" columns={['Email address', 'Teams', 'Invited']} hasActions>
        {members.map((member) => (
          <tr key={member.id}>
            <th scope="row">{member.email}</th>
            <td data-label="Teams">
              <TeamLinks org={org} teams={member.teams} />
            </td>
            <td data-label="Invited">
              <Moment at={member.since} />
            </td>
            <td className="row-actions">
              <Button
                size="compact-sm"
                variant="default"
                disabled={!mayManageMembers}
                onClick={() => {
                  setLinked(member)
                  linking.open()
                }}
              >
                New link<span className="hidden"> for {member.email}</span>
              </Button>{' '}
              <Button size="compact-sm" variant="default" disabled={!mayManageMembers} onClick={() => onWithdraw(member)}>
                Withdraw<span className="hidden"> the invitation of {member.email}</span>
              </Button>
            </td>
          </tr>
        ))}
      </Table>
      <Dialog of={linking} title={`Link for ${linked?.email ?? ''}`}>
        {linked && <InvitationLink id={linked.id} email={linked.email} />}
      </Dialog>
    </section>
  )
}
