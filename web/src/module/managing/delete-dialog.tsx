import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { MODULE, paramsOf } from '../../addresses/module.ts'
import {
  type DeletionPreview,
  deleteScope,
  deletionPreviewQuery,
  forgetOtherPages,
  refreshVersions,
  type Scope,
} from '../../api/managing/changes.ts'
import { Loaded } from '../../components/loaded.tsx'
import { announce } from '../../forms/announcement.tsx'
import { Confirmation } from '../../forms/confirmation.tsx'
import type { DialogState } from '../../forms/dialog.tsx'
import { ChoiceGroup, RadioField } from '../../forms/fields.tsx'
import type { PageState } from '../state/page-state.ts'
import { deletionWords } from './deletion-words.ts'
import { ScopeConsequences } from './scope-consequences.tsx'

/** Deletes one version, all versions of the module, or the modules of all providers. */
export function DeleteDialog({ of: dialog, page }: { of: DialogState; page: PageState }) {
  const { address, shown } = page
  const navigate = useNavigate()
  const [chosen, setScope] = useState<Scope>('version')
  const scope = shown === undefined && chosen === 'version' ? 'provider' : chosen
  const preview = useQuery({ ...deletionPreviewQuery(address, shown), enabled: dialog.isOpen })
  const { action, done } = deletionWords(scope, address, shown)
  const isModuleGone = scope !== 'version' || preview.data?.version?.['versions-left'] === 0
  const leave = async () => {
    announce(isModuleGone && scope === 'version' ? `${done} ${address.name}/${address.provider} went with it.` : done)
    const { organization } = address
    setScope('version')
    if (!isModuleGone) await refreshVersions(address)
    await forgetOtherPages()
    if (isModuleGone) await navigate({ to: '/$org/registry/private/modules', params: { org: organization }, search: {} })
    else await navigate({ to: MODULE, params: paramsOf(address), search: {} })
  }
  return (
    <Confirmation
      of={dialog}
      title="Delete module"
      action={action}
      typed={{ what: 'the name of the module', text: address.name }}
      submit={() => deleteScope(scope, address, shown)}
      onDone={() => void leave()}
    >
      <Loaded query={preview} what="What would be deleted" lines={6}>
        {(found) => <Scopes preview={found} scope={scope} onChoose={setScope} page={page} />}
      </Loaded>
    </Confirmation>
  )
}

interface ScopesProps {
  preview: DeletionPreview
  scope: Scope
  onChoose: (scope: Scope) => void
  page: PageState
}

function Scopes({ preview, scope, onChoose, page: { address } }: ScopesProps) {
  const choices = [
    preview.version !== null && { value: 'version' as const, label: `Delete only version ${preview.version.version}` },
    { value: 'provider' as const, label: `Delete all versions of ${address.name}/${address.provider}` },
    { value: 'name' as const, label: `Delete all providers and versions of ${address.name}` },
  ].filter((choice) => choice !== false)
  return (
    <>
      <ChoiceGroup legend="What to delete">
        {choices.map(({ value, label }, index) => (
          <RadioField
            key={value}
            name="scope"
            value={value}
            label={label}
            description={<ScopeConsequences scope={value} preview={preview} address={address} />}
            checked={scope === value}
            onChange={() => onChoose(value)}
            {...(index === 0 && { 'data-autofocus': true })}
          />
        ))}
      </ChoiceGroup>
      <WayBack preview={preview} scope={scope} organization={address.organization} />
    </>
  )
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' })

function WayBack({ preview, scope, organization }: { preview: DeletionPreview; scope: Scope; organization: string }) {
  const tags = preview.version?.tags ?? []
  return (
    <p>
      <strong>How to restore it.</strong> Until {day.format(new Date(preview['restorable-until']))},{' '}
      <Link to="/$org/registry/deleted-modules" params={{ org: organization }}>
        Deleted modules
      </Link>{' '}
      brings it back as it was.{' '}
      {scope === 'version' && tags.length > 0 ? (
        <>
          The tag <code>{tags[0]}</code> stays in the repository and is not imported again. After that day, delete it there and push it
          again, or import it on the page Imports.
        </>
      ) : (
        'After that day, publish it again.'
      )}
    </p>
  )
}
