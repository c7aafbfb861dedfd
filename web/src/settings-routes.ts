// The addresses of an organization's settings. A new page is also listed in `settings/menu.ts`.
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { root } from './root-route.tsx'

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

export const settings = layout.addChildren([index, general])
