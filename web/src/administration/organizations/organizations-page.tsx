import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AdministeredOrganization, administeredOrganizationsQuery } from '../../api/administration/organizations.ts'
import { Loaded } from '../../components/loaded.tsx'
import { counted } from '../../components/numbers.ts'
import { usePageTitle } from '../../components/page-title.ts'
import { useDialog } from '../../forms/dialog.tsx'
import { PageLinks } from '../../navigation/page-links.tsx'
import { DeletionDialog } from './deletion-dialog.tsx'
import { OrganizationTable } from './organization-table.tsx'
import { SharingDialog } from './sharing-dialog.tsx'

const PATH = '/settings/administration/organizations'

/** Every organization of the site. */
export function OrganizationsPage() {
  const { q = '', page = 1 } = useSearch({ from: PATH })
  const navigate = useNavigate()
  const list = useQuery(administeredOrganizationsQuery({ q, page }))
  const [sharing, deleting] = [useDialog(), useDialog()]
  const [chosen, setChosen] = useState<AdministeredOrganization>()
  const choose = (dialog: typeof sharing) => (organization: AdministeredOrganization) => {
    setChosen(organization)
    dialog.open()
  }
  usePageTitle('Organizations', 'Site administration')
  return (
    <>
      <h1>Organizations</h1>
      <p className="subtle">
        You administer every organization of this server. You read the modules only of those that you are a member of.
      </p>
      <TextInput
        label="Filter"
        placeholder="name or email address"
        type="search"
        value={q}
        onChange={({ currentTarget: { value } }) => void navigate({ to: PATH, search: value === '' ? {} : { q: value }, replace: true })}
      />
      <Loaded query={list} what="The list of organizations">
        {({ organizations, pagination }) => (
          <>
            <p className="count" role="status">
              {counted(pagination['total-count'], 'organization')}
              {q !== '' && ' with this in the name or address'}
            </p>
            <OrganizationTable organizations={organizations} onShare={choose(sharing)} onDelete={choose(deleting)} />
            <PageLinks current={page} total={pagination['total-pages']} />
          </>
        )}
      </Loaded>
      {chosen && <SharingDialog of={sharing} organization={chosen} />}
      {chosen && <DeletionDialog of={deleting} name={chosen.name} />}
    </>
  )
}
