import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { PUBLIC_URL } from '../../../api/page-facts.ts'
import { createConnection } from '../../../api/version-control/changes.ts'
import { textOf } from '../../../forms/elements.ts'
import { SecretField, TextField } from '../../../forms/fields.tsx'
import { Form } from '../../../forms/form.tsx'
import type { AskedValue, Host, OAuthInstructions } from '../hosts/host.ts'
import { signInAt } from '../sign-in.ts'
import { Address } from './address.tsx'
import { draftOf, forgetDraft, noteDraft } from './draft.ts'
import { AtTheHost, Step } from './step.tsx'
import { isUuid, newUuid } from './uuid.ts'

const ADD = '/$org/settings/version-control/add'

/** Access by an application at the host, at which somebody signs in afterwards. */
export function OAuthForm({ host, oauth }: { host: Host; oauth: OAuthInstructions }) {
  const { org } = useParams({ from: ADD })
  const uuid = useUuid()
  const [draft] = useState(() => draftOf(org, host.kind))
  const [url, setUrl] = useState(host.url ?? draft['http-url'] ?? '')
  const submit = (values: FormData) =>
    createConnection(org, {
      'service-provider': host.kind,
      'http-url': url,
      ...(uuid !== undefined && { uuid }),
      name: textOf(values, 'name'),
      key: textOf(values, 'key'),
      secret: textOf(values, 'secret'),
      ...(oauth.asksForTenant === true && { 'tenant-id': textOf(values, 'tenant-id') }),
    })
  return (
    <div onChange={({ target }) => noteDraft(org, host.kind, target)}>
      <Form
        label={`Add ${host.name}`}
        action={`Save and sign in at ${host.name}`}
        submit={submit}
        onDone={(client) => {
          forgetDraft(org, host.kind)
          signInAt(org, client)
        }}
      >
        <ol className="steps">
          <Address host={host} url={url} onUrl={setUrl} />
          <Step title={`Create an application at ${host.name}`}>
            <AtTheHost of={oauth} url={url} values={askedValues(oauth, org, uuid)} />
          </Step>
          <Step title="Enter what it shows">
            <TextField name="key" label={oauth.keyLabel} defaultValue={draft.key} required spellCheck={false} />
            <SecretField name="secret" label={oauth.secretLabel} description="Stored encrypted, and never shown again." required />
            {oauth.asksForTenant === true && (
              <TextField
                name="tenant-id"
                label="Directory (tenant) ID"
                description="Of Microsoft Entra ID, where people sign in. Empty for work accounts of any organization."
                defaultValue={draft['tenant-id']}
              />
            )}
            <TextField name="name" label="Name" description="Optional. What people here call it." defaultValue={draft.name} />
          </Step>
        </ol>
      </Form>
    </div>
  )
}

/** Kept in the address: the application at the host has it, whatever happens to this page. */
function useUuid(): string | undefined {
  const { uuid } = useSearch({ from: ADD })
  const navigate = useNavigate({ from: ADD })
  useEffect(() => {
    if (!isUuid(uuid)) void navigate({ search: (before) => ({ ...before, uuid: newUuid() }), replace: true })
  }, [uuid, navigate])
  return isUuid(uuid) ? uuid : undefined
}

function askedValues({ callbackLabel, homepageLabel }: OAuthInstructions, org: string, uuid: string | undefined): AskedValue[] {
  return [
    ...(uuid === undefined ? [] : [{ label: callbackLabel, value: `${PUBLIC_URL}/auth/${uuid}/callback` }]),
    { label: 'Application name', value: `Terrace (${org})` },
    ...(homepageLabel === undefined ? [] : [{ label: homepageLabel, value: PUBLIC_URL }]),
  ]
}
