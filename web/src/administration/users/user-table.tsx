import { Button, Menu } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import type { AdministeredUser } from '../../api/administration/users.ts'
import { Chip } from '../../components/chip.tsx'
import { ACTIONS, type Action } from './actions.ts'

interface UserTableProps {
  users: readonly AdministeredUser[]
  onChoose: (user: AdministeredUser, action: Action | 'link') => void
}

export function UserTable({ users, onChoose }: UserTableProps) {
  if (users.length === 0) return <p>No user matches.</p>
  return (
    <div className="panel table" role="region" tabIndex={0} aria-label="Users">
      <table>
        <thead>
          <tr>
            <th scope="col">User</th>
            <th scope="col">Organizations</th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <UserRow key={user.id} user={user} onChoose={(action) => onChoose(user, action)} />
          ))}
        </tbody>
      </table>
    </div>
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
        <Menu position="bottom-end">
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
