import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { accountQuery } from '../../api/account.ts'
import { type Member, removeMember } from '../../api/members.ts'
import { Confirmation } from '../../forms/confirmation.tsx'
import type { DialogState } from '../../forms/dialog.tsx'

interface RemovalDialogProps {
  of: DialogState
  org: string
  member: Member
  onDone: () => void
}

/** Removes a member, leaves, or withdraws an invitation. */
export function RemovalDialog({ of: dialog, org, member, onDone }: RemovalDialogProps) {
  const { data: account } = useQuery(accountQuery)
  const navigate = useNavigate()
  const { id, username, email, userId } = member
  const isOwn = userId === account?.id
  const done = () => {
    onDone()
    if (isOwn) void navigate({ to: '/organizations' })
  }
  if (username === '') {
    return (
      <Confirmation
        of={dialog}
        title={`Withdraw the invitation of ${email}?`}
        action="Withdraw the invitation"
        submit={() => removeMember(org, id)}
        onDone={done}
      >
        <p>Its link stops working at once. You can invite {email} again.</p>
      </Confirmation>
    )
  }
  return (
    <Confirmation
      of={dialog}
      title={isOwn ? `Leave ${org}?` : `Remove ${username} from ${org}?`}
      action={isOwn ? `Leave ${org}` : `Remove ${username}`}
      submit={() => removeMember(org, id)}
      onDone={done}
    >
      <p>
        {isOwn ? 'You lose' : `${username} loses`} access to the modules of {org} at once, with every token and browser, and{' '}
        {isOwn ? 'your' : 'their'} places in its teams. The account stays, and what {isOwn ? 'you have' : 'they have'} published stays.
      </p>
      <p>Tokens of teams that {isOwn ? 'you' : 'they'} know keep working: revoke those that matter.</p>
    </Confirmation>
  )
}
