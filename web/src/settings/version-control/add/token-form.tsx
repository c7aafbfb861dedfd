import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { createConnection } from '../../../api/version-control/changes.ts'
import { textOf } from '../../../forms/elements.ts'
import { LongTextField, SecretField, TextField } from '../../../forms/fields.tsx'
import { Form } from '../../../forms/form.tsx'
import type { Host } from '../hosts/host.ts'
import { Address } from './address.tsx'
import { draftOf, forgetDraft, noteDraft } from './draft.ts'
import { AtTheHost, Step } from './step.tsx'

/** Access by a token or password that somebody pastes, or by an SSH key. */
export function TokenForm({ host }: { host: Host }) {
  const { org } = useParams({ from: '/$org/settings/version-control/add' })
  const navigate = useNavigate()
  const [draft] = useState(() => draftOf(org, host.kind))
  const [url, setUrl] = useState(host.url ?? draft['http-url'] ?? '')
  const { token } = host
  const submit = (values: FormData) =>
    createConnection(org, {
      'service-provider': host.kind,
      'http-url': url,
      name: textOf(values, 'name'),
      key: textOf(values, 'key'),
      'oauth-token-string': textOf(values, 'oauth-token-string'),
      ...(token.sshKey !== undefined && { 'private-key': textOf(values, 'private-key') }),
    })
  return (
    <div onChange={({ target }) => noteDraft(org, host.kind, target)}>
      <Form
        label={`Add ${host.name}`}
        action="Connect and test"
        submit={submit}
        onDone={({ id }) => {
          forgetDraft(org, host.kind)
          void navigate({ to: '/$org/settings/version-control/$id', params: { org, id }, search: { test: true } })
        }}
      >
        <ol className="steps">
          <Address host={host} url={url} onUrl={setUrl} />
          <Step title={token.isOptional ? 'Find out how it lets you in' : `Create a token at ${host.name}`}>
            <AtTheHost of={token} url={url} />
          </Step>
          <Step title="Enter it here">
            {token.keyLabel !== undefined && (
              <TextField name="key" label={token.keyLabel} description={token.keyDescription} defaultValue={draft.key} />
            )}
            <SecretField
              name="oauth-token-string"
              label={token.tokenLabel}
              description="Stored encrypted, and never shown again."
              required={token.isOptional !== true}
            />
            {token.sshKey !== undefined && (
              <LongTextField
                name="private-key"
                label="SSH key"
                description={token.sshKeyDescription}
                required={token.sshKey === 'required'}
                rows={4}
                autoComplete="off"
                spellCheck={false}
              />
            )}
            <TextField name="name" label="Name" description="Optional. What people here call it." defaultValue={draft.name} />
          </Step>
        </ol>
      </Form>
    </div>
  )
}
