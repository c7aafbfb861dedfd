import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AdministeredUser, usersQuery } from '../../api/administration/users.ts'
import { Loaded } from '../../components/loaded.tsx'
import { counted } from '../../components/numbers.ts'
import { usePageTitle } from '../../components/page-title.ts'
import { useDialog } from '../../forms/dialog.tsx'
import { PageLinks } from '../../navigation/page-links.tsx'
import { usersSearch } from '../addresses/list-search.ts'
import { ActionDialog } from './action-dialog.tsx'
import type { Action } from './actions.ts'
import { CreationDialog } from './creation-dialog.tsx'
import { PasswordLinkDialog } from './password-link.tsx'
import { UserTable } from './user-table.tsx'

const PATH = '/settings/administration/users'
const KINDS = [
  { value: '', label: 'Everybody' },
  { value: 'administrators', label: 'Site administrators' },
  { value: 'suspended', label: 'Suspended users' },
]

/** Everybody who has an account. */
export function UsersPage() {
  const creating = useDialog()
  usePageTitle('Users', 'Site administration')
  return (
    <>
      <div className="setting-heading">
        <h1>Users</h1>
        <Button onClick={creating.open}>Create a user</Button>
      </div>
      <p className="subtle">
        Everybody with an account on this server. Owners of an organization also invite people: those make an account with the link of the
        invitation.
      </p>
      <Filters />
      <Accounts />
      <CreationDialog of={creating} />
    </>
  )
}

function Filters() {
  const { page: _page, ...search } = useSearch({ from: PATH })
  const navigate = useNavigate()
  const narrow = (changed: Record<string, string>) =>
    void navigate({ to: PATH, search: usersSearch({ ...search, ...changed }), replace: true })
  return (
    <div className="audit-filters">
      <TextInput
        label="Filter"
        placeholder="user name or email address"
        type="search"
        value={search.q ?? ''}
        onChange={({ currentTarget }) => narrow({ q: currentTarget.value })}
      />
      <NativeSelect
        label="Show"
        data={KINDS}
        value={search.only ?? ''}
        onChange={({ currentTarget }) => narrow({ only: currentTarget.value })}
      />
    </div>
  )
}

function Accounts() {
  const search = useSearch({ from: PATH })
  const users = useQuery(usersQuery(search))
  const [acting, linking] = [useDialog(), useDialog()]
  const [chosen, setChosen] = useState<{ user: AdministeredUser; action: Action | 'link' }>()
  return (
    <Loaded query={users} what="The list of users">
      {({ data, meta: { pagination } }) => (
        <>
          <p className="count" role="status">
            {counted(pagination['total-count'], 'user')}
          </p>
          <UserTable
            users={data}
            onChoose={(user, action) => {
              setChosen({ user, action })
              ;(action === 'link' ? linking : acting).open()
            }}
          />
          <PageLinks current={pagination['current-page']} total={pagination['total-pages']} />
          {chosen !== undefined &&
            (chosen.action === 'link' ? (
              <PasswordLinkDialog of={linking} user={chosen.user} />
            ) : (
              <ActionDialog of={acting} action={chosen.action} user={chosen.user} />
            ))}
        </>
      )}
    </Loaded>
  )
}
