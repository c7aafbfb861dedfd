import { useState } from 'react'
import { changeLifecycle } from '../../api/managing/changes.ts'
import { Dialog } from '../../forms/dialog.tsx'
import { LongTextField, TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import type { PageState } from '../state/page-state.ts'
import type { ChangingDialog } from './changing-dialog.ts'
import { LifecyclePreview } from './lifecycle-preview.tsx'

interface DeprecateDialogProps {
  of: ChangingDialog
  page: PageState
}

export function DeprecateDialog({ of: dialog, page }: DeprecateDialogProps) {
  return (
    <Dialog of={dialog} title={`Deprecate version ${page.shown}`} isWide>
      <DeprecateForm dialog={dialog} page={page} />
    </Dialog>
  )
}

/** It exists only while the dialog is open, and so forgets what was typed. */
function DeprecateForm({ dialog, page: { address, shown = '' } }: { dialog: ChangingDialog; page: PageState }) {
  const [reason, setReason] = useState('')
  const [link, setLink] = useState('')
  const deprecation = { reason: reason.trim(), link: link.trim() }
  return (
    <Form
      label={`Deprecate version ${shown}`}
      action={`Deprecate version ${shown}`}
      submit={() => changeLifecycle(address, shown, { deprecation })}
      onDone={() => dialog.finish(`Version ${shown} is deprecated.`)}
      onCancel={dialog.close}
    >
      <p>A deprecated version works as before. Its page, the list of modules and tools such as Renovate advise against it.</p>
      <LongTextField
        name="reason"
        label="Reason"
        description="What is wrong with it, and what to do instead."
        maxLength={2000}
        autosize
        minRows={2}
        data-autofocus
        required
        value={reason}
        onChange={({ currentTarget: { value } }) => setReason(value)}
      />
      <TextField
        name="link"
        label="Link"
        description="For more, such as an issue. It may be left out."
        type="url"
        placeholder="https://"
        value={link}
        onChange={({ currentTarget: { value } }) => setLink(value)}
      />
      <LifecyclePreview address={address} version={shown} wanted={{ deprecation }} />
    </Form>
  )
}
