import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ADD } from '../../addresses/add-module.ts'
import { PUBLIC_URL } from '../../api/page-facts.ts'
import { uploadVersion } from '../../api/uploads.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { textOf } from '../../forms/elements.ts'
import { TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { NameFields } from '../settings/name-fields.tsx'
import { forgetBeforePublishing, type Settings, useSettings } from '../settings/settings.ts'
import { ArchiveField } from './archive-field.tsx'
import type { Chosen } from './folder.ts'
import { packed } from './tar.ts'

/** A module without a repository: its versions are uploaded. */
export function UploadStep() {
  const { org } = useParams({ from: ADD })
  const navigate = useNavigate({ from: ADD })
  const { settings, keepTyped } = useSettings({ identifier: '' })
  const [version] = useState(settings.version)
  const [chosen, setChosen] = useState<Chosen>()
  const upload = async (values: FormData) => {
    if (chosen === undefined) throw new Error('Choose a folder or a .tar.gz first.')
    const [name, provider] = [textOf(values, 'name'), textOf(values, 'provider')]
    const address = { organization: org, registry: 'private', namespace: org, name, provider } as const
    const archive = chosen.kind === 'archive' ? chosen.content : await packed(chosen.files)
    await uploadVersion(address, textOf(values, 'version'), archive)
    return { name, provider }
  }
  const watch = ({ name, provider }: { name: string; provider: string }) => {
    forgetBeforePublishing()
    void navigate({ search: { step: 'import', name, provider }, state: (before) => ({ ...before, isWatched: true }) })
  }
  return (
    <div className="with-preview upload">
      <section className="panel padded">
        <h2>Upload without a repository</h2>
        <p>
          Nothing follows the versions of such a module: each of them is uploaded. A{' '}
          <Link to={ADD} params={{ org }} search={({ connection }) => (connection === undefined ? {} : { connection })}>
            module from a repository
          </Link>{' '}
          gets its versions from tags.
        </p>
        <Form label="Upload a module" action="Upload version" submit={upload} onDone={watch}>
          <NameFields settings={settings} keepTyped={keepTyped} takesUploads />
          <TextField
            name="version"
            label="Version"
            description="A semantic version, such as 1.0.0. Once it is published, it never changes."
            defaultValue={version}
            required
            withAsterisk={false}
            spellCheck={false}
            onChange={({ currentTarget }) => keepTyped({ version: currentTarget.value.trim() })}
          />
          <ArchiveField chosen={chosen} onChoose={setChosen} />
        </Form>
      </section>
      <aside className="panel padded" aria-label="The same by API">
        <h2>The same by API</h2>
        <p>
          With one of <a href="/app/settings/tokens">your tokens</a> as <code>TOKEN</code>, from the directory of the module:
        </p>
        <CodeBlock label="Upload a version" code={byApi(org, settings)} />
      </aside>
    </div>
  )
}

function byApi(org: string, { name, provider, version }: Settings): string {
  const [module, of] = [name || 'NAME', provider || 'PROVIDER']
  const call = `curl -sS -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/vnd.api+json'`
  const modules = `${PUBLIC_URL}/api/v2/organizations/${org}/registry-modules`
  return `${call} ${modules} \\
  -d '{"data": {"type": "registry-modules", "attributes": {"name": "${module}", "provider": "${of}", "registry-name": "private"}}}'
UPLOAD=$(${call} ${modules}/private/${org}/${module}/${of}/versions \\
  -d '{"data": {"type": "registry-module-versions", "attributes": {"version": "${version}"}}}' \\
  | sed 's/.*"upload":"\\([^"]*\\)".*/\\1/')
tar -czf - . | curl -sS -T - "$UPLOAD"`
}
