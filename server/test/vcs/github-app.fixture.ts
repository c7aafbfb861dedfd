// Shared by tests of GitHub Apps: a server, a stand-in for GitHub that calls it, and an owner's browser.

import { browserOn, PASSWORD, signIn } from '../login/login.fixture.ts'
import { type Api, type Caller, MEDIA_TYPE, type StartApi } from '../support/api.ts'
import { type Browser, hiddenFields, type ShownPage } from '../support/browser.ts'
import type { ManualClock } from '../support/jobs.ts'
import { type FakeApp, FakeGithubApps } from './fakes/github-app.ts'

export interface GithubScene {
  api: Api
  clock: ManualClock
  host: FakeGithubApps
  owner: Caller
  browser: Browser
}

/** @param start of `describeApi`. The organization is `acme`; its owner is signed in. The caller closes the host. */
export async function githubScene(start: StartApi): Promise<GithubScene> {
  const api = await start({ still: true, settings: { TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on' } })
  const { clock } = api
  const host = new FakeGithubApps(async (url, { headers, body }) => {
    const { statusCode } = await api.app.http.inject({ method: 'POST', url: new URL(url).pathname, headers, payload: body })
    return { status: statusCode }
  })
  host.now = () => clock.now()
  await host.start()
  const owner = await api.founder('acme')
  await api.app.identity.passwordResets.reset(owner.userId, PASSWORD)
  const browser = browserOn(api)
  await signIn(browser, 'acme-owner')
  return { api, clock, host, owner, browser }
}

/** @returns the page with the form for GitHub, and the fields of the form */
export async function manifestForm(
  { browser, host }: Pick<GithubScene, 'browser' | 'host'>,
  organization = 'acme',
  { account = 'octo', httpUrl = host.url } = {},
) {
  const query = new URLSearchParams({ http_url: httpUrl, account })
  const page = await browser.open(`/app/organizations/${organization}/github-app/new?${query}`)
  const action = (/<form method="post" action="([^"]+)"/.exec(page.text)?.[1] ?? '').replaceAll('&amp;', '&')
  return { page, action, manifest: hiddenFields(page.text, action)['manifest'] ?? '' }
}

/**
 * Creates an app, from the form to the app in this registry.
 * @param httpUrl of the stand-in where the server calls it by another address
 */
export async function setUpApp(
  scene: Pick<GithubScene, 'browser' | 'host'>,
  organization = 'acme',
  httpUrl = scene.host.url,
): Promise<{ app: FakeApp; page: ShownPage }> {
  const { action, manifest } = await manifestForm(scene, organization, { httpUrl })
  const back = new URL(scene.host.register(action.replace(httpUrl, scene.host.url), manifest))
  const page = await scene.browser.open(back.pathname + back.search)
  const app = scene.host.apps.at(-1)
  if (app === undefined) throw new Error('no app was made')
  return { app, page }
}

/** @returns the id of the installation here */
export async function installed(
  { api, host, owner }: Pick<GithubScene, 'api' | 'host' | 'owner'>,
  app: FakeApp,
  login = 'octo',
): Promise<string> {
  await host.install(app, login)
  await api.runJobs()
  const [found] = (await owner.get(`/api/v2/github-app/installations?filter[name]=${login}`)).list
  if (found === undefined) throw new Error(`the installation for ${login} is not known`)
  return found.id
}

export async function publish(owner: Caller, organization: string, vcsRepo: Record<string, unknown>) {
  return await owner.call('POST', `/api/v2/organizations/${organization}/registry-modules/vcs`, {
    headers: { 'content-type': MEDIA_TYPE },
    body: { data: { type: 'registry-modules', attributes: { 'vcs-repo': vcsRepo } } },
  })
}

/** Of the only module of the organization, in order. */
export async function versionsOf(owner: Caller, organization = 'acme'): Promise<string[]> {
  const [module] = (await owner.get(`/api/v2/organizations/${organization}/registry-modules`)).list
  const statuses = (module?.attributes['version-statuses'] ?? []) as { version: string; status: string }[]
  return statuses.map(({ version, status }) => (status === 'ok' ? version : `${version} ${status}`)).toSorted()
}
