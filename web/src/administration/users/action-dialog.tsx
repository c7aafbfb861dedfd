import { useQuery } from '@tanstack/react-query'
import { accountQuery } from '../../api/account.ts'
import type { AdministeredUser } from '../../api/administration/users.ts'
import { queryClient } from '../../api/client/query-client.ts'
import { Bar } from '../../components/bar.tsx'
import { announce } from '../../forms/announcement.tsx'
import { Confirmation } from '../../forms/confirmation.tsx'
import type { DialogState } from '../../forms/dialog.tsx'
import { type Action, perform } from './actions.ts'

interface ActionDialogProps {
  of: DialogState
  action: Action
  user: AdministeredUser
}

/** Says what an action does before it does it. */
export function ActionDialog({ of: dialog, action, user }: ActionDialogProps) {
  const { data: account } = useQuery(accountQuery)
  const { username } = user.attributes
  return (
    <Confirmation
      of={dialog}
      title={`${action.verb(username)}?`}
      action={action.verb(username)}
      {...(action.id === 'delete' && { typed: { what: 'the user name', text: username } })}
      isDangerous={['suspend', 'revoke_admin', 'delete'].includes(action.id)}
      submit={() => perform(action, user)}
      onDone={() => {
        announce(action.said(username))
        if (user.id === account?.id) void queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
      }}
    >
      {user.id === account?.id && <Bar meaning="warn">This is your own account. Only another administrator can undo it.</Bar>}
      {action.consequences(user).map((text) => (
        <p key={text}>{text}</p>
      ))}
    </Confirmation>
  )
}
