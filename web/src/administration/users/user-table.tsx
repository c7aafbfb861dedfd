import { Button, Menu } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import type { AdministeredUser } from '../../api/administration/users.ts'
import { Chip } from '../../components/chip.tsx'
import { Table } from '../../components/table.tsx'
import { ACTIONS, type Action } from './actions.ts'

interface UserTableProps {
  users: readonly AdministeredUser[]
  onChoose: (user: AdministeredUser, action: Action | 'link') => void
}

export function UserTable({ users, onChoose }: UserTableProps) {
  if (users.length === 0) return <p>No user matches.</p>
  return (
    <Table label="Users" columns={['User', 'Organizations']} hasActions>
      {users.map((user) => (
        <UserRow key={user.id} user={user} onChoose={(action) => onChoose(user, action)} />
      ))}
    </Table>
  )
}

function UserRow({ user, onChoose }: { user: AdministeredUser; onChoose: (action: Action | 'link') => void }) {
  const { attributes, relationships } = user
  const { username, email, 'unconfirmed-email': unconfirmed } = attributes
  const organizations = relationships.organizations.data.map(({ id }) => id)
  return (
    <tr>
      <th scope="row">
        <span className="row-title">
          <strong>{username}</strong>
          {attributes['is-site-admin'] && <Chip meaning="info">site administrator</Chip>}
          {attributes['is-suspended'] && <Chip meaning="danger">suspended</Chip>}
        </span>
        <div className="subtle">{email}</div>
        {unconfirmed !== null && <div className="subtle">{unconfirmed}, not confirmed</div>}
      </th>
      <td data-label="Organizations">{organizations.length === 0 ? <span className="muted">none</span> : organizations.join(', ')}</td>
      <td className="row-actions">
        <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button size="compact-sm" variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>
              Manage<span className="hidden"> {username}</span>
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {/* The server refuses the link while its user is suspended. */}
            <Menu.Item disabled={attributes['is-suspended']} onClick={() => onChoose('link')}>
              Make a link for a new password…
            </Menu.Item>
            {ACTIONS.filter(({ isOffered }) => isOffered(attributes)).map((action) => (
              <Menu.Item key={action.id} onClick={() => onChoose(action)}>
                {action.verb(username)}…
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  )
}
