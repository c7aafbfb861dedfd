import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { invite } from '../../api/members.ts'
import { teamsQuery } from '../../api/teams.ts'
import { Dialog, type DialogState } from '../../forms/dialog.tsx'
import { textOf } from '../../forms/elements.ts'
import { CheckField, ChoiceGroup, TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { InvitationLink } from './invitation-link.tsx'

/** Invites an address, and then shows the link to hand out. */
export function InviteDialog({ of: dialog, org }: { of: DialogState; org: string }) {
  return (
    <Dialog of={dialog} title={`Invite a user to ${org}`}>
      <Invitation org={org} close={dialog.close} />
    </Dialog>
  )
}

/** It exists only while the dialog is open, and so forgets who was invited. */
function Invitation({ org, close }: { org: string; close: () => void }) {
  const { data: teams = [] } = useQuery(teamsQuery(org))
  const [invited, setInvited] = useState<{ id: string; email: string }>()
  if (invited !== undefined) return <InvitationLink {...invited} />
  const theirs = teams.filter(({ attributes }) => attributes.permissions['can-update-membership'])
  return (
    <Form
      label={`Invite a user to ${org}`}
      action="Invite"
      submit={async (values) => {
        const email = textOf(values, 'email')
        return { id: await invite(org, email, values.getAll('teams').map(String)), email }
      }}
      onDone={setInvited}
      onCancel={close}
    >
      <TextField name="email" type="email" label="Email address" required data-autofocus />
      {theirs.length > 0 && (
        <ChoiceGroup name="teams" legend="Teams">
          {theirs.map(({ id, attributes }) => (
            <CheckField key={id} name="teams" value={id} label={attributes.name} />
          ))}
        </ChoiceGroup>
      )}
    </Form>
  )
}
