import { type ReactNode, useState } from 'react'
import type { CreatedToken, TokenWanted } from '../../api/tokens.ts'
import { Bar } from '../../components/bar.tsx'
import { Dialog, type DialogState } from '../../forms/dialog.tsx'
import { textOf } from '../../forms/elements.ts'
import { SelectField, TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { CUSTOM, expiryOf, LIFETIMES, NEVER, USUAL } from './expiry.ts'
import { NewToken } from './new-token.tsx'

interface TokenDialogProps {
  of: DialogState
  title: string
  /** What is lost: the token before, for example. */
  consequence?: string
  /** It reads the audit trail, and nothing else. */
  isForAudit?: boolean
  /** before the others */
  fields?: ReactNode
  create: (wanted: TokenWanted) => Promise<CreatedToken>
}

/** Makes a token, and shows it this one time. */
export function TokenDialog({ of: dialog, title, ...making }: TokenDialogProps) {
  return (
    <Dialog of={dialog} title={title} isWide>
      <Making title={title} close={dialog.close} {...making} />
    </Dialog>
  )
}

/** It exists only while the dialog is open: the token is forgotten with it. */
function Making({ title, consequence, isForAudit = false, fields, create, close }: Omit<TokenDialogProps, 'of'> & { close: () => void }) {
  const [created, setCreated] = useState<CreatedToken>()
  const [lifetime, setLifetime] = useState<string>(USUAL)
  if (created !== undefined) return <NewToken token={created} isForAudit={isForAudit} />
  return (
    <Form
      label={title}
      action="Create the token"
      submit={(values) => {
        const description = textOf(values, 'description')
        return create({ description, expiresAt: expiryOf(lifetime, textOf(values, 'until'), Date.now()) })
      }}
      onDone={setCreated}
      onCancel={close}
    >
      {consequence !== undefined && <Bar meaning="warn">{consequence}</Bar>}
      {fields}
      <TextField name="description" label="What it is for" maxLength={255} required data-autofocus />
      <SelectField
        name="expired-at"
        label="Expires"
        description="This cannot be changed later."
        data={[...LIFETIMES]}
        value={lifetime}
        onChange={({ currentTarget }) => setLifetime(currentTarget.value)}
      />
      {lifetime === CUSTOM && <TextField name="until" type="date" label="Last day" required />}
      {lifetime === NEVER && <Bar meaning="warn">A token that never expires works until somebody revokes it, wherever it leaks to.</Bar>}
    </Form>
  )
}
