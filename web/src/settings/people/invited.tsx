import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Member, membersQuery } from '../../api/members.ts'
import { Moment } from '../../components/moment.tsx'
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
      <div className="panel table" role="region" tabIndex={0} aria-label="Invited people">
        <table>
          <thead>
            <tr>
              <th scope="col">Email address</th>
              <th scope="col">Teams</th>
              <th scope="col">Invited</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
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
          </tbody>
        </table>
      </div>
      <Dialog of={linking} title={`Link for ${linked?.email ?? ''}`}>
        {linked && <InvitationLink id={linked.id} email={linked.email} />}
      </Dialog>
    </section>
  )
}
