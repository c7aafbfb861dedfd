import { updateConnection } from '../../../api/version-control/changes.ts'
import type { OAuthClient } from '../../../api/version-control/connections.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { announce } from '../../../forms/announcement.tsx'
import { Dialog, type DialogState } from '../../../forms/dialog.tsx'
import { textOf } from '../../../forms/elements.ts'
import { SecretField, TextField } from '../../../forms/fields.tsx'
import { Form } from '../../../forms/form.tsx'
import { hostOf } from '../hosts/hosts.ts'

/** Takes the ID and the secret of another OAuth application. The credential stays until somebody signs in again. */
export function ApplicationDialog({ of: dialog, client }: { of: DialogState; client: OAuthClient }) {
  const { 'service-provider': kind, 'callback-url': callback, key } = client.attributes
  const oauth = hostOf(kind)?.oauth
  const submit = (values: FormData) => updateConnection(client.id, { key: textOf(values, 'key'), secret: textOf(values, 'secret') })
  return (
    <Dialog of={dialog} title="Replace the application">
      <Form
        label="Replace the application"
        action="Replace the application"
        submit={submit}
        onCancel={dialog.close}
        onDone={() => {
          dialog.close()
          announce('The application is replaced. Sign in again to use it.')
        }}
      >
        <p>
          Its callback URL is <code>{callback}</code> <CopyButton text={callback} what="Callback URL" />
        </p>
        <TextField name="key" label={oauth?.keyLabel ?? 'Client ID'} defaultValue={key ?? ''} required spellCheck={false} />
        <SecretField name="secret" label={oauth?.secretLabel ?? 'Client secret'} required />
      </Form>
    </Dialog>
  )
}
