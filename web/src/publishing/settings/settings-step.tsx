import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ADD } from '../../addresses/add-module.ts'
import { isNotFound } from '../../api/client/failures.ts'
import { publishModule, type RepositoryPlace, tagPreviewQuery } from '../../api/publishing.ts'
import { textOf } from '../../forms/elements.ts'
import { Form } from '../../forms/form.tsx'
import { NameFields } from './name-fields.tsx'
import { forgetBeforePublishing, useSettings } from './settings.ts'
import { SourceFields } from './source-fields.tsx'
import { TagPreview } from './tag-preview.tsx'

/** What the module is called, and which versions it gets. */
export function SettingsStep({ place }: { place: RepositoryPlace }) {
  const { org } = useParams({ from: ADD })
  const navigate = useNavigate({ from: ADD })
  const kept = useSettings(place)
  const { branch, prefix, directory } = kept.settings
  const preview = useQuery(tagPreviewQuery(place, { prefix, directory }))
  const publish = async (values: FormData) => {
    const [name, provider] = [textOf(values, 'name'), textOf(values, 'provider')]
    const source = { branch: textOf(values, 'branch'), initialVersion: textOf(values, 'initial-version') }
    const parts = { prefix: textOf(values, 'tag-prefix'), directory: textOf(values, 'source-directory') }
    await publishModule({ ...place, ...source, ...parts, name, provider })
    return { name, provider }
  }
  const watch = ({ name, provider }: { name: string; provider: string }) => {
    forgetBeforePublishing()
    void navigate({ search: { step: 'import', name, provider }, state: (before) => ({ ...before, isWatched: true }) })
  }
  return (
    <div className="with-preview">
      <section className="panel padded">
        <h2>{place.identifier}</h2>
        <p>
          <Link to={ADD} params={{ org }} search={(before) => ({ ...before, step: 'several' })}>
            Publish several modules of this repository
          </Link>
        </p>
        {isNotFound(preview.error) && <NoRepository org={org} identifier={place.identifier} />}
        <Form label="Publish a module" action="Publish module" submit={publish} onDone={watch} tools={<OtherRepository org={org} />}>
          <NameFields {...kept} />
          <SourceFields place={place} preview={preview.data} {...kept} />
        </Form>
      </section>
      <TagPreview query={preview} branch={branch ?? ''} />
    </div>
  )
}

function OtherRepository({ org }: { org: string }) {
  return (
    <Link
      to={ADD}
      params={{ org }}
      search={({ connection, q, page, ready }) => ({
        ...(connection !== undefined && { connection }),
        ...(q !== undefined && { q }),
        ...(page !== undefined && { page }),
        ...(ready === true && { ready }),
      })}
    >
      Another repository
    </Link>
  )
}

function NoRepository({ org, identifier }: { org: string; identifier: string }) {
  return (
    <p role="alert" className="form-problems">
      The connection cannot read {identifier}. <OtherRepository org={org} />
    </p>
  )
}
