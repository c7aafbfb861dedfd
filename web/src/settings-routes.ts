// The addresses of an organization's settings. A new page is also listed in `settings/menu.ts`.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { root } from './root-route.tsx'
import { addSearch, connectionSearch, deliveriesSearch } from './settings/version-control/search.ts'

const layout = createRoute({
  getParentRoute: () => root,
  path: '/$org/settings',
  component: lazyRouteComponent(() => import('./settings/settings-layout.tsx'), 'SettingsLayout'),
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
  component: lazyRouteComponent(() => import('./settings/general/general-page.tsx'), 'GeneralPage'),
})

const connections = createRoute({
  getParentRoute: parent,
  path: '/version-control',
  component: lazyRouteComponent(() => import('./settings/version-control/list/list-page.tsx'), 'ConnectionListPage'),
})
const addConnection = createRoute({
  getParentRoute: parent,
  path: '/version-control/add',
  validateSearch: addSearch,
  component: lazyRouteComponent(() => import('./settings/version-control/add/add-page.tsx'), 'AddConnectionPage'),
})
const connection = createRoute({
  getParentRoute: parent,
  path: '/version-control/$id',
  validateSearch: connectionSearch,
  component: lazyRouteComponent(() => import('./settings/version-control/connection/connection-page.tsx'), 'ConnectionPage'),
})
const deliveries = createRoute({
  getParentRoute: parent,
  path: '/version-control/$id/events',
  validateSearch: deliveriesSearch,
  component: lazyRouteComponent(() => import('./settings/version-control/deliveries/deliveries-page.tsx'), 'DeliveriesPage'),
})

export const settings = layout.addChildren([index, general, connections, addConnection, connection, deliveries])
