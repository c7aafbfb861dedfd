import { setSshKey } from '../../../api/version-control/changes.ts'
import { announce } from '../../../forms/announcement.tsx'
import { Dialog, type DialogState } from '../../../forms/dialog.tsx'
import { textOf } from '../../../forms/elements.ts'
import { LongTextField } from '../../../forms/fields.tsx'
import { Form } from '../../../forms/form.tsx'

/** Takes a private key, which is never shown again. */
export function SshKeyDialog({ of: dialog, tokenId }: { of: DialogState; tokenId: string }) {
  return (
    <Dialog of={dialog} title="Set an SSH key">
      <Form
        label="Set an SSH key"
        action="Set the SSH key"
        submit={(values) => setSshKey(tokenId, textOf(values, 'ssh-key'))}
        onCancel={dialog.close}
        onDone={() => {
          dialog.close()
          announce('The SSH key is set.')
        }}
      >
        <LongTextField
          name="ssh-key"
          label="Private key"
          description="In PEM or OpenSSH format, without passphrase."
          required
          rows={8}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
      </Form>
    </Dialog>
  )
}
