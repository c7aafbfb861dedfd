import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { MODULE, VERSION } from '../../addresses/module.ts'
import { forgetOtherPages, refreshEverything } from '../../api/managing/changes.ts'
import { type DeletedModule, purge, restore } from '../../api/managing/deleted-modules.ts'
import { Moment } from '../../components/moment.tsx'
import { counted } from '../../components/numbers.ts'
import { Act } from '../../forms/act.tsx'
import { announce } from '../../forms/announcement.tsx'
import { Confirmation } from '../../forms/confirmation.tsx'
import { useDialog } from '../../forms/dialog.tsx'

/** Something that was deleted, and what can be done about it. */
export function DeletedItem({ org, deleted }: { org: string; deleted: DeletedModule }) {
  const { id, attributes } = deleted
  const { namespace, name, provider, version, 'registry-name': registry } = attributes
  const dialog = useDialog()
  const navigate = useNavigate()
  const what = version === null ? `${name}/${provider}` : `${name}/${provider} ${version}`
  const open = async () => {
    announce(`${what} is restored.`)
    await forgetOtherPages()
    const params = { org, registry, namespace, name, provider }
    await (version === null ? navigate({ to: MODULE, params }) : navigate({ to: VERSION, params: { ...params, version } }))
  }
  return (
    <li className="item">
      <h3>{what}</h3>
      <p className="subtle">
        {version === null ? `The module with ${counted(attributes['version-count'], 'version')}` : 'One version'}, deleted by{' '}
        {attributes['deleted-by-name'] ?? attributes['deleted-by']} <Moment at={attributes['deleted-at']} />. It is gone for ever{' '}
        <Moment at={attributes['expires-at']} />.
      </p>
      <div className="actions">
        <Act act={() => restore(id)} onDone={() => void open()}>
          Restore {what}
        </Act>
        <Button variant="default" onClick={dialog.open}>
          Delete for ever…<span className="hidden"> {what}</span>
        </Button>
      </div>
      <Confirmation
        of={dialog}
        title={`Delete ${what} for ever`}
        action={`Delete ${what} for ever`}
        typed={{ what: 'the name of the module', text: name }}
        submit={() => purge(id)}
        onDone={() => {
          announce(`${what} is deleted for ever.`)
          void refreshEverything()
        }}
      >
        <p>Its archives are deleted too. Nobody can restore it.</p>
      </Confirmation>
    </li>
  )
}
