import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { modulesOfConnection } from '../../../api/version-control/activity.ts'
import { changed, deleteConnection } from '../../../api/version-control/changes.ts'
import { counted } from '../../../components/numbers.ts'
import { announce } from '../../../forms/announcement.tsx'
import { Confirmation } from '../../../forms/confirmation.tsx'
import { useDialog } from '../../../forms/dialog.tsx'
import { ModuleNames } from './modules.tsx'

interface DeletionProps {
  id: string
  name: string
  what: 'connection' | 'GitHub App'
  refusal: string | undefined
}

/** Removes it, after saying which modules lose their updates. */
export function Deletion({ id, name, what, refusal }: DeletionProps) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const dialog = useDialog()
  const navigate = useNavigate()
  return (
    <section className="panel padded">
      <h2>Delete</h2>
      <p>Its modules stay as they are, with every version. They get no new ones until they have another connection.</p>
      <div className="actions">
        <Button variant="outline" color="danger" onClick={dialog.open} disabled={refusal !== undefined}>
          Delete the {what}
        </Button>
      </div>
      <Confirmation
        of={dialog}
        title={`Delete the ${what} ${name}`}
        action={`Delete the ${what}`}
        typed={{ what: 'its name', text: name }}
        submit={() => deleteConnection(id)}
        onDone={() => {
          announce(`The ${what} ${name} is deleted.`)
          void navigate({ to: '/$org/settings/version-control', params: { org } }).then(changed)
        }}
      >
        <Consequences id={id} what={what} />
      </Confirmation>
    </section>
  )
}

function Consequences({ id, what }: Pick<DeletionProps, 'id' | 'what'>) {
  const { data } = useQuery(modulesOfConnection(id))
  return (
    <>
      {data !== undefined && data.total > 0 && (
        <>
          <p>
            <strong>{counted(data.total, 'module')}</strong> will get no new versions. Choose another connection for them in their settings.
          </p>
          <ModuleNames modules={data.modules} total={data.total} areLeaving />
        </>
      )}
      {data?.total === 0 && <p>No module comes from it.</p>}
      {what === 'GitHub App' ? (
        <p>The app stays at GitHub, without access here. Delete it there too.</p>
      ) : (
        <p>Its webhooks are removed at the host, and its credential is forgotten. Revoke the credential at the host too.</p>
      )}
    </>
  )
}
