import { Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Building2, ChevronDown, KeyRound, Lock, LogOut, Monitor, ServerCog } from 'lucide-react'
import { useRef } from 'react'
import { accountQuery } from '../api/account.ts'
import { sessionQuery } from '../api/client/session.ts'
import { MenuLink } from '../components/links.ts'

const PAGES = [
  { href: '/app/settings/tokens', label: 'Tokens', Icon: KeyRound },
  { href: '/app/settings/memberships', label: 'Memberships', Icon: Building2 },
  { href: '/app/settings/password', label: 'Password', Icon: Lock },
] as const

/** Pages about the user, most of which the server renders, and the end of the session. */
export function AccountMenu() {
  const { data: account } = useQuery(accountQuery)
  const { data: session } = useQuery(sessionQuery)
  const signOut = useRef<HTMLFormElement>(null)
  if (account === undefined) return null
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button variant="default" size="xs" h={32} rightSection={<ChevronDown size={14} aria-hidden />}>
            <span className="cut">{account.attributes.username}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {PAGES.map(({ href, label, Icon }) => (
            <Menu.Item key={href} component="a" href={href} leftSection={<Icon size={15} aria-hidden />}>
              {label}
            </Menu.Item>
          ))}
          <MenuLink to="/settings/sessions" leftSection={<Monitor size={15} aria-hidden />}>
            Browsers
          </MenuLink>
          {account.attributes['is-site-admin'] && (
            <MenuLink to="/settings/administration" leftSection={<ServerCog size={15} aria-hidden />}>
              Site administration
            </MenuLink>
          )}
          <Menu.Divider />
          <Menu.Item
            leftSection={<LogOut size={15} aria-hidden />}
            disabled={session === undefined}
            onClick={() => signOut.current?.requestSubmit()}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <form ref={signOut} method="post" action="/logout" hidden>
        <input type="hidden" name="form_token" value={session?.attributes['csrf-token'] ?? ''} />
      </form>
    </>
  )
}
