// The addresses of administrators of the site.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { only } from './addresses/only.ts'
import { listSearch, usersSearch } from './administration/addresses/list-search.ts'
import { root } from './root-route.tsx'

const pages = () => import('./administration/administration-pages.ts')

const layout = createRoute({
  getParentRoute: () => root,
  path: '/settings/administration',
  component: lazyRouteComponent(pages, 'AdministrationLayout'),
})
const parent = () => layout

const index = createRoute({
  getParentRoute: parent,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/settings/administration/organizations', replace: true, throw: true })
  },
})
const organizations = createRoute({
  getParentRoute: parent,
  path: '/organizations',
  validateSearch: only(listSearch),
  component: lazyRouteComponent(pages, 'OrganizationsPage'),
})
const users = createRoute({
  getParentRoute: parent,
  path: '/users',
  validateSearch: only(usersSearch),
  component: lazyRouteComponent(pages, 'UsersPage'),
})
const health = createRoute({
  getParentRoute: parent,
  path: '/health',
  component: lazyRouteComponent(pages, 'HealthPage'),
})

export const administration = layout.addChildren([index, organizations, users, health])
