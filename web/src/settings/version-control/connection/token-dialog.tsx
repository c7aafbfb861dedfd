import { useNavigate } from '@tanstack/react-router'
import { updateConnection } from '../../../api/version-control/changes.ts'
import type { Connection } from '../../../api/version-control/connections.ts'
import { announce } from '../../../forms/announcement.tsx'
import { Dialog, type DialogState } from '../../../forms/dialog.tsx'
import { textOf } from '../../../forms/elements.ts'
import { SecretField, TextField } from '../../../forms/fields.tsx'
import { Form } from '../../../forms/form.tsx'
import { hostOf } from '../hosts/hosts.ts'

/** Takes a new token in place of the current one, and tests it. */
export function TokenDialog({ of: dialog, connection: { client } }: { of: DialogState; connection: Connection }) {
  const navigate = useNavigate({ from: '/$org/settings/version-control/$id' })
  const { 'service-provider': kind, 'service-provider-display-name': name, key } = client.attributes
  const host = hostOf(kind)?.token
  const submit = (values: FormData) => {
    const given = textOf(values, 'key')
    return updateConnection(client.id, {
      'oauth-token-string': textOf(values, 'oauth-token-string'),
      ...(given !== '' && given !== key && { key: given }),
    })
  }
  return (
    <Dialog of={dialog} title="Replace the token">
      <Form
        label="Replace the token"
        action="Replace and test"
        submit={submit}
        onCancel={dialog.close}
        onDone={() => {
          dialog.close()
          announce(`The token for ${name} is replaced.`)
          void navigate({ search: { test: true }, replace: true })
        }}
      >
        {host !== undefined && host.permissions.length > 0 && (
          <p>
            At {name}: {host.path}. It needs {host.permissions.join('; ')}.
          </p>
        )}
        {host?.keyLabel !== undefined && (
          <TextField name="key" label={host.keyLabel} description={host.keyDescription} defaultValue={key ?? ''} />
        )}
        <SecretField name="oauth-token-string" label={host?.tokenLabel ?? 'Token'} required data-autofocus />
      </Form>
    </Dialog>
  )
}
