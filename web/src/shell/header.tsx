import { Link, useParams, useRouterState } from '@tanstack/react-router'
import { SearchButton } from '../palette/search-button.tsx'
import { AccountMenu } from './account-menu.tsx'
import { OrganizationSwitcher } from './organization-switcher.tsx'
import { ThemeMenu } from './theme-menu.tsx'

export function Header() {
  const { org } = useParams({ strict: false })
  const section = useRouterState({ select: ({ matches }) => /^\/\$org\/(\w+)/.exec(matches.at(-1)?.routeId ?? '')?.[1] })
  return (
    <header className="header">
      <div className="header-row">
        <Link to="/" className="mark">
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <rect width="24" height="24" rx="5" fill="var(--accent-fill)" />
            <path d="M5 17h14M5 12h9.5M5 7h5" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
          </svg>
          Terrace
        </Link>
        {org !== undefined && (
          <>
            <OrganizationSwitcher current={org} />
            <nav aria-label="Main" className="main-nav">
              <Link to="/$org/registry/private/modules" params={{ org }} {...currentIf(section === 'registry')}>
                Registry
              </Link>
              <Link to="/$org/settings" params={{ org }} {...currentIf(section === 'settings')}>
                Settings
              </Link>
            </nav>
          </>
        )}
        <div className="header-end">
          <SearchButton />
          <ThemeMenu />
          <AccountMenu />
        </div>
      </div>
    </header>
  )
}

/** The pages of a module belong to the registry too. */
function currentIf(isCurrent: boolean) {
  return { activeProps: {}, className: isCurrent ? 'current' : '', ...(isCurrent && { 'aria-current': 'true' as const }) }
}
