import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type RepositoryPlace, repositoryTreeQuery, tagPreviewQuery } from '../../api/publishing.ts'
import { Loaded } from '../../components/loaded.tsx'
import { textOf } from '../../forms/elements.ts'
import { TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { proposalOf } from '../repository/identifiers.ts'
import { forgetBeforePublishing } from '../settings/settings.ts'
import { DirectoryRow } from './directory-row.tsx'
import { type Outcome, proposedModules, publishEach } from './modules-of-repository.ts'

/** Several modules of one repository in one go: each has a directory, a name, and perhaps a tag prefix. */
export function SeveralStep({ place }: { place: RepositoryPlace }) {
  const tree = useQuery(repositoryTreeQuery(place, ''))
  const preview = useQuery(tagPreviewQuery(place, { prefix: '', directory: '' }))
  const tags = preview.data?.tags.map(({ tag }) => tag) ?? []
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map())
  const waiting = [...ticked].filter((path) => outcomes.get(path)?.error !== null)
  const publish = async (values: FormData) => {
    const modules = waiting.map((path) => ({
      path,
      name: textOf(values, `name of ${path}`),
      prefix: textOf(values, `prefix of ${path}`),
      provider: textOf(values, 'provider'),
    }))
    for await (const [path, outcome] of publishEach(place, modules)) setOutcomes((before) => new Map(before).set(path, outcome))
    forgetBeforePublishing()
  }
  const tick = (path: string) =>
    setTicked((before) => (before.has(path) ? new Set([...before].filter((each) => each !== path)) : new Set(before).add(path)))
  return (
    <section className="panel padded">
      <h2>Modules of {place.identifier}</h2>
      <p>Each module has a directory of its own. Terrace fetches the repository once for all of them.</p>
      <Loaded query={tree} what="The directories of the repository">
        {(found) => (
          <Form
            label="Publish several modules"
            action={waiting.length === 1 ? 'Publish module' : `Publish ${waiting.length} modules`}
            submit={publish}
            refusal={waiting.length === 0 ? 'Choose at least one directory.' : undefined}
          >
            <TextField
              name="provider"
              label="Provider of all of them"
              defaultValue={proposalOf(place.identifier).provider}
              required
              withAsterisk={false}
              spellCheck={false}
              autoCapitalize="none"
            />
            <ul className="rows several">
              {proposedModules(place, found, tags).map((module) => (
                <DirectoryRow
                  key={module.path}
                  org={place.organization}
                  module={module}
                  isTicked={ticked.has(module.path)}
                  onTick={() => tick(module.path)}
                  outcome={outcomes.get(module.path)}
                />
              ))}
            </ul>
          </Form>
        )}
      </Loaded>
    </section>
  )
}
