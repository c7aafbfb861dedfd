// Every address of the interface, and what is loaded for it.
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { ADD, addSearch } from './addresses/add-module.ts'
import { EXAMPLE, IMPORTS, MODULE, moduleSearch, SETTINGS, SOURCE, SUBMODULE, VERSION } from './addresses/module.ts'
import { only } from './addresses/only.ts'
import { administration } from './administration-routes.ts'
import { queryClient } from './api/client/query-client.ts'
import { HAS_SESSION } from './api/page-facts.ts'
import { searchQuery } from './api/search.ts'
import { diagnosisSearch } from './diagnosis/diagnosis-search.ts'
import { importsSearch } from './module/imports/imports-search.ts'
import { HomePage } from './organizations/home-page.tsx'
import { homeSearch } from './organizations/home-search.ts'
import { DELETED, deletedSearch } from './registry/deleted/deleted-search.ts'
import { LIST } from './registry/list.ts'
import { type ListSearch, listSearch, moduleSearchOf } from './registry/list-search.ts'
import { root } from './root-route.tsx'
import { settings } from './settings-routes.ts'
import { SignedInPage } from './shell/signed-in-page.tsx'

const parent = () => root

const home = createRoute({ getParentRoute: parent, path: '/', validateSearch: only(homeSearch), component: HomePage })
const signedIn = createRoute({ getParentRoute: parent, path: '/signed-in', component: SignedInPage })
const organizations = createRoute({
  getParentRoute: parent,
  path: '/organizations',
  component: lazyRouteComponent(() => import('./organizations/organizations-page.tsx'), 'OrganizationsPage'),
})
const diagnosis = createRoute({
  getParentRoute: parent,
  path: '/settings/diagnose',
  validateSearch: only(diagnosisSearch),
  component: lazyRouteComponent(() => import('./diagnosis/diagnosis-page.tsx'), 'DiagnosisPage'),
})
const sessions = createRoute({
  getParentRoute: parent,
  path: '/settings/sessions',
  component: lazyRouteComponent(() => import('./account/sessions-page.tsx'), 'SessionsPage'),
})
const newOrganization = createRoute({
  getParentRoute: parent,
  path: '/organizations/new',
  component: lazyRouteComponent(() => import('./organizations/new-organization-page.tsx'), 'NewOrganizationPage'),
})
const organization = createRoute({
  getParentRoute: parent,
  path: '/$org',
  beforeLoad: ({ params }) => {
    redirect({ to: LIST, params, replace: true, throw: true })
  },
})
const registry = createRoute({
  getParentRoute: parent,
  path: '/$org/registry',
  beforeLoad: ({ params }) => {
    redirect({ to: LIST, params, replace: true, throw: true })
  },
})
const list = createRoute({
  getParentRoute: parent,
  path: LIST,
  validateSearch: only<ListSearch>(listSearch),
  loaderDeps: ({ search }) => search,
  // Does not wait for the page, nor the page for it.
  loader: ({ params, deps }) => {
    if (HAS_SESSION) void queryClient.prefetchQuery(searchQuery(params.org, moduleSearchOf(deps)))
  },
  component: lazyRouteComponent(() => import('./registry/list-page.tsx'), 'ListPage'),
})

const add = createRoute({
  getParentRoute: parent,
  path: ADD,
  validateSearch: only(addSearch),
  component: lazyRouteComponent(() => import('./publishing/add-page.tsx'), 'AddPage'),
})

const modulePage = {
  getParentRoute: parent,
  validateSearch: only(moduleSearch),
  component: lazyRouteComponent(() => import('./module/module-page.tsx'), 'ModulePage'),
}
const deleted = createRoute({
  getParentRoute: parent,
  path: DELETED,
  validateSearch: only(deletedSearch),
  component: lazyRouteComponent(() => import('./registry/deleted/deleted-page.tsx'), 'DeletedPage'),
})
const imports = createRoute({
  getParentRoute: parent,
  path: IMPORTS,
  validateSearch: only(importsSearch),
  component: lazyRouteComponent(() => import('./module/imports/imports-page.tsx'), 'ImportsPage'),
})
const publishSettings = createRoute({
  getParentRoute: parent,
  path: SETTINGS,
  component: lazyRouteComponent(() => import('./module/settings/settings-page.tsx'), 'SettingsPage'),
})
const newest = createRoute({ ...modulePage, path: MODULE })
const version = createRoute({ ...modulePage, path: VERSION })
const submodule = createRoute({ ...modulePage, path: SUBMODULE })
const example = createRoute({ ...modulePage, path: EXAMPLE })
const source = createRoute({
  getParentRoute: parent,
  path: SOURCE,
  component: lazyRouteComponent(() => import('./module/source-page.tsx'), 'SourcePage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    signedIn,
    organizations,
    diagnosis,
    newOrganization,
    sessions,
    administration,
    organization,
    registry,
    list,
    add,
    settings,
    deleted,
    imports,
    publishSettings,
    newest,
    version,
    submodule,
    example,
    source,
  ]),
  basepath: '/app',
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultPreloadDelay: 80,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
