import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { deleteOrganization, entitlementsQuery } from '../../api/organizations.ts'
import { Facts } from '../../components/facts.tsx'
import { announce } from '../../forms/announcement.tsx'
import { Confirmation } from '../../forms/confirmation.tsx'
import { useDialog } from '../../forms/dialog.tsx'
import { holdingsOf } from './holdings.ts'

/** Deletes an organization with everything in it. */
export function DeleteOrganization({ org, mayDelete }: { org: string; mayDelete: boolean }) {
  const { data: held } = useQuery(entitlementsQuery(org))
  const navigate = useNavigate()
  const deleting = useDialog()
  return (
    <section className="panel padded">
      <h2>Delete the organization</h2>
      <p id="deletion">{mayDelete ? 'With all of its modules, teams and tokens. It cannot be restored.' : 'Only owners delete it.'}</p>
      <Button color="danger" variant="outline" disabled={!mayDelete} aria-describedby="deletion" onClick={deleting.open}>
        Delete the organization
      </Button>
      <Confirmation
        of={deleting}
        title={`Delete the organization ${org}?`}
        action={`Delete the organization ${org}`}
        typed={{ what: 'the name of the organization', text: org }}
        submit={() => deleteOrganization(org)}
        onDone={() => {
          announce(`The organization ${org} was deleted.`)
          void navigate({ to: '/organizations' })
        }}
      >
        <p>
          Every configuration that uses its modules fails at its next <code>terraform init</code>. Unlike a module, it cannot be restored.
          Anybody can then take its name. Accounts of its members stay.
        </p>
        {held && <Facts of={holdingsOf(held.attributes)} />}
      </Confirmation>
    </section>
  )
}
