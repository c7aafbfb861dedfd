import { useQuery } from '@tanstack/react-query'
import { consumersQuery, deleteAnyOrganization } from '../../api/administration/organizations.ts'
import { counted } from '../../components/numbers.ts'
import { announce } from '../../forms/announcement.tsx'
import { Confirmation } from '../../forms/confirmation.tsx'
import type { DialogState } from '../../forms/dialog.tsx'

/** Deletes an organization with everything in it. */
export function DeletionDialog({ of: dialog, name }: { of: DialogState; name: string }) {
  return (
    <Confirmation
      of={dialog}
      title={`Delete the organization ${name}?`}
      action={`Delete the organization ${name}`}
      typed={{ what: 'the name of the organization', text: name }}
      submit={() => deleteAnyOrganization(name)}
      onDone={() => announce(`The organization ${name} was deleted.`)}
    >
      <p>
        Its modules, connections, teams and tokens are deleted with it. Every configuration that uses its modules fails at its next{' '}
        <code>terraform init</code>. Unlike a module, it cannot be restored. Anybody can then take its name. Accounts of its members stay.
      </p>
      <Consumers of={name} />
    </Confirmation>
  )
}

function Consumers({ of: name }: { of: string }) {
  const { data: consumers = [] } = useQuery(consumersQuery(name))
  if (consumers.length === 0) return null
  return (
    <p>
      It shares its modules with {counted(consumers.length, 'organization')}: {consumers.join(', ')}.
    </p>
  )
}
