import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { TextField } from '../../../forms/fields.tsx'
import type { Host } from '../hosts/host.ts'
import { Address } from './address.tsx'
import { draftOf, noteDraft } from './draft.ts'
import { Step } from './step.tsx'

/** A GitHub App: pages of the server make it, because GitHub takes it from a form alone. */
export function AppSteps({ host }: { host: Host }) {
  const { org } = useParams({ from: '/$org/settings/version-control/add' })
  const [draft] = useState(() => draftOf(org, host.kind))
  const [url, setUrl] = useState(host.url ?? draft['http-url'] ?? '')
  return (
    <form
      method="get"
      action={`/app/organizations/${encodeURIComponent(org)}/github-app/new`}
      className="form"
      onChange={({ target }) => noteDraft(org, host.kind, target)}
    >
      <input type="hidden" name="http_url" value={url} />
      <ol className="steps">
        <Address host={host} url={url} onUrl={setUrl} />
        <Step title="Say who will own the app">
          <TextField
            name="account"
            label="GitHub organization"
            description="The app belongs to it, and reads the repositories that you choose there. Empty for your own account."
            spellCheck={false}
          />
        </Step>
        <Step title="Create it at GitHub, and install it">
          <p>GitHub asks for the name of the app, and then which repositories it may read. You need to copy nothing.</p>
          <p className="subtle">
            The app may read metadata and contents, and nothing else. One webhook covers all its repositories, and needs no administrator.
          </p>
        </Step>
      </ol>
      <div className="actions">
        <Button type="submit" disabled={url === ''}>
          Continue at GitHub
        </Button>
      </div>
    </form>
  )
}
