import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { isNotFound } from '../api/client/failures.ts'
import { organizationQuery } from '../api/organizations.ts'
import { NotFound } from '../shell/not-found.tsx'
import { MENU } from './menu.ts'

/** The menu of an organization's settings, beside one of them. */
export function SettingsLayout() {
  const { org } = useParams({ from: '/$org/settings' })
  const { error } = useQuery(organizationQuery(org))
  if (isNotFound(error)) return <NotFound />
  return (
    <div className="with-side-menu">
      <nav aria-label="Settings" className="side-menu">
        <ul>
          {MENU.map(({ to, label }) => (
            <li key={to}>
              <Link to={to} params={{ org }}>
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="setting">
        <Outlet />
      </div>
    </div>
  )
}
