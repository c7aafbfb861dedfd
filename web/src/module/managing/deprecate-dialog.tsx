import { useState } from 'react'
import { changeLifecycle, refreshEverything } from '../../api/managing.ts'
import { announce } from '../../components/announcement.tsx'
import { Dialog, type DialogState } from '../../forms/dialog.tsx'
import { LongTextField, TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import type { PageState } from '../state/page-state.ts'
import { LifecyclePreview } from './lifecycle-preview.tsx'

interface DeprecateDialogProps {
  of: DialogState
  page: PageState
}

export function DeprecateDialog({ of: dialog, page }: DeprecateDialogProps) {
  return (
    <Dialog of={dialog} title={`Deprecate version ${page.shown}`} isWide>
      <DeprecateForm close={dialog.close} page={page} />
    </Dialog>
  )
}

/** It exists only while the dialog is open, and so forgets what was typed. */
function DeprecateForm({ close, page: { address, shown = '' } }: { close: () => void; page: PageState }) {
  const [reason, setReason] = useState('')
  const [link, setLink] = useState('')
  const deprecation = { reason: reason.trim(), link: link.trim() }
  return (
    <Form
      label={`Deprecate version ${shown}`}
      action={`Deprecate version ${shown}`}
      submit={() => changeLifecycle(address, shown, { deprecation })}
      onDone={() => {
        close()
        announce(`Version ${shown} is deprecated.`)
        void refreshEverything()
      }}
      onCancel={close}
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
