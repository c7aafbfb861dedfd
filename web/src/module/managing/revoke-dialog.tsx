import { useState } from 'react'
import { changeLifecycle } from '../../api/managing/changes.ts'
import type { ModuleVersion } from '../../api/modules.ts'
import { Dialog } from '../../forms/dialog.tsx'
import { LongTextField, SelectField, TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import type { PageState } from '../state/page-state.ts'
import type { ChangingDialog } from './changing-dialog.ts'
import { LifecyclePreview } from './lifecycle-preview.tsx'

interface RevokeDialogProps {
  of: ChangingDialog
  page: PageState
}

export function RevokeDialog({ of: dialog, page }: RevokeDialogProps) {
  return (
    <Dialog of={dialog} title={`Revoke version ${page.shown}`} isWide>
      <RevokeForm dialog={dialog} page={page} />
    </Dialog>
  )
}

/** The server revokes what is deprecated; here both happen in one go. */
function RevokeForm({ dialog, page }: { dialog: ChangingDialog; page: PageState }) {
  const { address, shown = '', version } = page
  const [message, setMessage] = useState('')
  const [link, setLink] = useState('')
  const [replacement, setReplacement] = useState('')
  const revocation = { message: message.trim(), link: link.trim(), replacement }
  const isDeprecated = Boolean(version.data?.deprecation)
  const submit = async () => {
    const reason = { reason: revocation.message, link: revocation.link }
    if (!isDeprecated) await changeLifecycle(address, shown, { deprecation: reason })
    await changeLifecycle(address, shown, { revocation })
  }
  return (
    <Form
      label={`Revoke version ${shown}`}
      action={`Revoke version ${shown}`}
      isDangerous
      submit={submit}
      onDone={() => dialog.finish(`Version ${shown} is revoked.`)}
      onCancel={dialog.close}
    >
      <p>Nobody can download a revoked version{isDeprecated ? '' : ', and it is deprecated for the same reason'}. This can be reversed.</p>
      <LongTextField
        name="message"
        label="Reason"
        description={
          <>
            Shown to everybody who runs <code>terraform init</code> with this version.
          </>
        }
        maxLength={2000}
        autosize
        minRows={2}
        data-autofocus
        required
        value={message}
        onChange={({ currentTarget: { value } }) => setMessage(value)}
      />
      <TextField
        name="link"
        label="Link"
        description="For more, such as an advisory. It may be left out."
        type="url"
        placeholder="https://"
        value={link}
        onChange={({ currentTarget: { value } }) => setLink(value)}
      />
      <SelectField
        name="replacement"
        label="Replacement"
        data={[{ value: '', label: 'The latest' }, ...replacementsFor(version.data, page)]}
        value={replacement}
        onChange={({ currentTarget: { value } }) => setReplacement(value)}
      />
      <LifecyclePreview address={address} version={shown} wanted={{ revocation }} />
    </Form>
  )
}

/** Other versions that can be installed. */
function replacementsFor(version: ModuleVersion | undefined, { versions }: PageState): string[] {
  const others = (versions.data ?? []).filter(({ status, revocation }) => status === 'ok' && revocation === null)
  return others.map((other) => other.version).filter((other) => other !== version?.version)
}
