import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type Member, membersQuery } from '../../api/members.ts'
import { teamsQuery } from '../../api/teams.ts'
import { Loaded } from '../../components/loaded.tsx'
import { formatNumber } from '../../components/numbers.ts'
import { usePageTitle } from '../../components/page-title.ts'
import { announce } from '../../forms/announcement.tsx'
import { useDialog } from '../../forms/dialog.tsx'
import { PageLinks } from '../../navigation/page-links.tsx'
import { useRights } from '../rights.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { Invited } from './invited.tsx'
import { MemberTable } from './member-table.tsx'
import { RemovalDialog } from './removal-dialog.tsx'

const WHO_INVITES = 'Only owners, and teams that manage members, invite people.'

/** Who is in an organization, and who is invited. */
export function UsersPage() {
  const { org } = useParams({ from: '/$org/settings/users' })
  const rights = useRights(org)
  const inviting = useDialog()
  usePageTitle('Users', org)
  return (
    <>
      <div className="setting-heading">
        <h1>Users</h1>
        <Button disabled={!rights.mayManageMembers} aria-describedby="who-invites" onClick={inviting.open}>
          Invite a user
        </Button>
      </div>
      <p id="who-invites" className="subtle">
        {rights.isKnown && !rights.mayManageMembers
          ? WHO_INVITES
          : 'Nobody is a member without agreeing to it. This server sends no mail: you hand out the link of an invitation yourself.'}
      </p>
      {rights.isKnown &&
        (rights.isOwner || rights.mayManageMembers || rights.mayManageTeams ? (
          <People org={org} />
        ) : (
          <p>Only owners, and teams that manage members or teams, see who is in {org}.</p>
        ))}
      <InviteDialog of={inviting} org={org} />
    </>
  )
}

function People({ org }: { org: string }) {
  const { q = '', page = 1 } = useSearch({ from: '/$org/settings/users' })
  const navigate = useNavigate()
  const active = useQuery(membersQuery(org, { status: 'active', q, page }))
  const { data: teams } = useQuery(teamsQuery(org))
  const removing = useDialog()
  const [leaving, setLeaving] = useState<Member>()
  const ask = (member: Member) => {
    setLeaving(member)
    removing.open()
  }
  return (
    <>
      <TextInput
        label="Filter"
        placeholder="user name or email address"
        type="search"
        value={q}
        onChange={({ currentTarget }) => {
          const { value } = currentTarget
          void navigate({ to: '/$org/settings/users', params: { org }, search: value === '' ? {} : { q: value }, replace: true })
        }}
      />
      <Loaded query={active} what="The list of users">
        {({ members, pagination, counts }) => (
          <>
            <p className="count" role="status">
              {formatNumber(counts.active)} {counts.active === 1 ? 'member' : 'members'}, {formatNumber(counts.invited)} invited
              {q !== '' && `; ${formatNumber(pagination['total-count'])} of the members match`}
            </p>
            <Invited org={org} q={q} onWithdraw={ask} />
            <MemberTable org={org} members={members} teams={teams ?? []} onRemove={ask} />
            <PageLinks current={page} total={pagination['total-pages']} />
          </>
        )}
      </Loaded>
      {leaving && (
        <RemovalDialog of={removing} org={org} member={leaving} onDone={() => announce(`${nameOf(leaving)} was removed from ${org}.`)} />
      )}
    </>
  )
}

function nameOf({ username, email }: Member): string {
  return username === '' ? `The invitation of ${email}` : username
}
