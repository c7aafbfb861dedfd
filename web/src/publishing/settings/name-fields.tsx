import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ADD } from '../../addresses/add-module.ts'
import { MODULE } from '../../addresses/module.ts'
import { queryClient } from '../../api/client/query-client.ts'
import { type DeletedModule, restore } from '../../api/managing/deleted-modules.ts'
import { addressQuery, newestDeletionsQuery } from '../../api/publishing.ts'
import { Bar } from '../../components/bar.tsx'
import { Moment } from '../../components/moment.tsx'
import { counted } from '../../components/numbers.ts'
import { Act } from '../../forms/act.tsx'
import { TextField } from '../../forms/fields.tsx'
import type { KeptSettings } from './settings.ts'

interface NameFieldsProps extends Pick<KeptSettings, 'settings' | 'keepTyped'> {
  /** A module of that name may exist: it gets another version. */
  takesUploads?: boolean
}

/** What the module is called, and whether that can be. */
export function NameFields({ settings, keepTyped, takesUploads = false }: NameFieldsProps) {
  const { org } = useParams({ from: ADD })
  // What is typed shows at once; the address, and what depends on it, follow.
  const [name] = useState(settings.name)
  const [provider] = useState(settings.provider)
  return (
    <>
      <div className="side-by-side">
        <TextField
          name="name"
          label="Name"
          defaultValue={name}
          required
          withAsterisk={false}
          spellCheck={false}
          autoCapitalize="none"
          onChange={({ currentTarget }) => keepTyped({ name: currentTarget.value.trim() })}
        />
        <TextField
          name="provider"
          label="Provider"
          defaultValue={provider}
          required
          withAsterisk={false}
          spellCheck={false}
          autoCapitalize="none"
          onChange={({ currentTarget }) => keepTyped({ provider: currentTarget.value.trim() })}
        />
      </div>
      <AddressCheck org={org} settings={settings} takesUploads={takesUploads} />
    </>
  )
}

interface AddressCheckProps extends Required<Pick<NameFieldsProps, 'settings' | 'takesUploads'>> {
  org: string
}

function AddressCheck({ org, settings: { name, provider }, takesUploads }: AddressCheckProps) {
  const isFree = useQuery(addressQuery(org, name, provider))
  const deleted = useQuery(newestDeletionsQuery(org))
  const before = deleted.data?.find(
    ({ attributes: { version, ...of } }) => version === null && of.name === name && of.provider === provider,
  )
  if (name === '' || provider === '') {
    return <p className="subtle">Type them as they are to stand in a source address, such as vpc and aws.</p>
  }
  return (
    <div role="status" className="address-check">
      {isFree.data === false && (
        <p className={takesUploads ? 'subtle' : 'problem'}>
          <TakenAddress org={org} name={name} provider={provider} />
        </p>
      )}
      {isFree.data === true && (
        <p className="subtle">
          Its address will be{' '}
          <code>
            {org}/{name}/{provider}
          </code>
          .
        </p>
      )}
      {isFree.data === true && before !== undefined && <DeletedBefore deleted={before} />}
    </div>
  )
}

function TakenAddress({ org, name, provider }: { org: string; name: string; provider: string }) {
  return (
    <>
      {org}/{name}/{provider} exists already, or cannot be an address: names have letters, digits, - and _, providers lowercase letters and
      digits.{' '}
      <Link to={MODULE} params={{ org, registry: 'private', namespace: org, name, provider }}>
        Look at {name}/{provider}
      </Link>
    </>
  )
}

/** A module of this name was deleted and can still be restored. */
function DeletedBefore({ deleted: { id, attributes } }: { deleted: DeletedModule }) {
  const { org } = useParams({ from: ADD })
  const navigate = useNavigate()
  const { name, provider, namespace, 'deleted-at': at, 'deleted-by-name': by, 'version-count': versions } = attributes
  const open = () => {
    void queryClient.invalidateQueries()
    void navigate({ to: MODULE, params: { org, registry: 'private', namespace, name, provider } })
  }
  return (
    <Bar
      meaning="warn"
      action={
        <Act size="compact-sm" act={() => restore(id)} onDone={open}>
          Restore {name}/{provider}
        </Act>
      }
    >
      {by ?? 'Somebody'} deleted {name}/{provider}, with {counted(versions, 'version')}, <Moment at={at} />. Restore it as it was, or
      publish it anew below: then its former versions and downloads stay in the trash.
    </Bar>
  )
}
