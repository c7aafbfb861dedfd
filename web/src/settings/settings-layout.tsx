import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { isNotFound } from '../api/client/failures.ts'
import { organizationQuery } from '../api/organizations.ts'
import { SideMenu } from '../navigation/side-menu.tsx'
import { NotFound } from '../shell/not-found.tsx'
import { MENU } from './menu.ts'

/** The menu of an organization's settings, beside one of them. */
export function SettingsLayout() {
  const { org } = useParams({ from: '/$org/settings' })
  const { error } = useQuery(organizationQuery(org))
  if (isNotFound(error)) return <NotFound />
  return (
    <SideMenu
      label="Settings"
      items={MENU.map(({ to, label }) => (
        <li key={to}>
          <Link to={to} params={{ org }}>
            {label}
          </Link>
        </li>
      ))}
    >
      <Outlet />
    </SideMenu>
  )
}
