import { useState } from 'react'
import { type AdministeredUser, createUser } from '../../api/administration/users.ts'
import { Dialog, type DialogState } from '../../forms/dialog.tsx'
import { isTicked, textOf } from '../../forms/elements.ts'
import { CheckField, TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { PasswordLink } from './password-link.tsx'

/** Creates a user, and then shows the link to hand out. */
export function CreationDialog({ of: dialog }: { of: DialogState }) {
  return (
    <Dialog of={dialog} title="Create a user">
      <Creation close={dialog.close} />
    </Dialog>
  )
}

/** It exists only while the dialog is open, and so forgets who was created. */
function Creation({ close }: { close: () => void }) {
  const [created, setCreated] = useState<AdministeredUser>()
  if (created !== undefined) return <PasswordLink user={created} />
  return (
    <Form
      label="Create a user"
      action="Create the user"
      submit={(values) =>
        createUser({
          username: textOf(values, 'username'),
          email: textOf(values, 'email'),
          'is-site-admin': isTicked(values, 'is-site-admin'),
        })
      }
      onDone={setCreated}
      onCancel={close}
    >
      <TextField name="username" label="User name" required data-autofocus />
      <TextField
        name="email"
        type="email"
        label="Email address"
        description="Invitations to it are accepted at once: make sure that it is theirs."
        required
      />
      <CheckField name="is-site-admin" label="Site administrator" description="Manages every user and organization of this server." />
    </Form>
  )
}
