// The addresses of an organization's settings. A new page is also listed in `settings/menu.ts`.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { only } from './addresses/only.ts'
import { root } from './root-route.tsx'
import { auditSearch } from './settings/audit-trail/audit-search.ts'
import { addSearch, connectionSearch, deliveriesSearch } from './settings/version-control/search.ts'

const pages = () => import('./settings-pages.ts')

const layout = createRoute({
  getParentRoute: () => root,
  path: '/$org/settings',
  component: lazyRouteComponent(pages, 'SettingsLayout'),
})
const parent = () => layout

const index = createRoute({
  getParentRoute: parent,
  path: '/',
  beforeLoad: ({ params }) => {
    redirect({ to: '/$org/settings/profile', params, replace: true, throw: true })
  },
})
const general = createRoute({
  getParentRoute: parent,
  path: '/profile',
  component: lazyRouteComponent(pages, 'GeneralPage'),
})
const users = createRoute({
  getParentRoute: parent,
  path: '/users',
  validateSearch: only(({ q, page }): { q?: string; page?: number } => ({
    ...((typeof q === 'string' || typeof q === 'number') && { q: String(q) }),
    ...pageIn(page),
  })),
  component: lazyRouteComponent(pages, 'UsersPage'),
})
const teams = createRoute({
  getParentRoute: parent,
  path: '/teams',
  component: lazyRouteComponent(pages, 'TeamsPage'),
})
const team = createRoute({
  getParentRoute: parent,
  path: '/teams/$team',
  component: lazyRouteComponent(pages, 'TeamPage'),
})
const tokens = createRoute({
  getParentRoute: parent,
  path: '/authentication-tokens',
  component: lazyRouteComponent(pages, 'TokensPage'),
})
const sharing = createRoute({
  getParentRoute: parent,
  path: '/sharing',
  component: lazyRouteComponent(pages, 'SharingPage'),
})
const audit = createRoute({
  getParentRoute: parent,
  path: '/audit',
  validateSearch: only(auditSearch),
  component: lazyRouteComponent(pages, 'AuditTrailPage'),
})

const connections = createRoute({
  getParentRoute: parent,
  path: '/version-control',
  component: lazyRouteComponent(() => import('./settings/version-control/list/list-page.tsx'), 'ConnectionListPage'),
})
const addConnection = createRoute({
  getParentRoute: parent,
  path: '/version-control/add',
  validateSearch: only(addSearch),
  component: lazyRouteComponent(() => import('./settings/version-control/add/add-page.tsx'), 'AddConnectionPage'),
})
const connection = createRoute({
  getParentRoute: parent,
  path: '/version-control/$id',
  validateSearch: only(connectionSearch),
  component: lazyRouteComponent(() => import('./settings/version-control/connection/connection-page.tsx'), 'ConnectionPage'),
})
const deliveries = createRoute({
  getParentRoute: parent,
  path: '/version-control/$id/events',
  validateSearch: only(deliveriesSearch),
  component: lazyRouteComponent(() => import('./settings/version-control/deliveries/deliveries-page.tsx'), 'DeliveriesPage'),
})

export const settings = layout.addChildren([
  index,
  general,
  users,
  teams,
  team,
  connections,
  addConnection,
  connection,
  deliveries,
  tokens,
  sharing,
  audit,
])

function pageIn(value: unknown): { page?: number } {
  return typeof value === 'number' && Number.isInteger(value) && value > 1 ? { page: value } : {}
}
