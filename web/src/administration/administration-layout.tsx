import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { accountQuery } from '../api/account.ts'
import { SideMenu } from '../navigation/side-menu.tsx'
import { NotFound } from '../shell/not-found.tsx'

const MENU = [
  { to: '/settings/administration/organizations', label: 'Organizations' },
  { to: '/settings/administration/users', label: 'Users' },
  { to: '/settings/administration/health', label: 'Health' },
] as const

/** The pages of administrators of the site. For everybody else there are none. */
export function AdministrationLayout() {
  const { data: account } = useQuery(accountQuery)
  if (account?.attributes['is-site-admin'] !== true) return <NotFound />
  return (
    <SideMenu
      label="Site administration"
      items={MENU.map(({ to, label }) => (
        <li key={to}>
          <Link to={to}>{label}</Link>
        </li>
      ))}
    >
      <Outlet />
    </SideMenu>
  )
}
