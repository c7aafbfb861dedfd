// For every route that changes something, a request that succeeds. A new route needs a line in the permission table anyway; when
// the request there would be refused for its content, it needs one here too, or the test beside this file fails.

import { generateKeyPairSync } from 'node:crypto'
import {
  authorizePath,
  browserOn,
  codeFor,
  localPath,
  newProof,
  PASSWORD,
  redeem,
  signIn,
  tokenForm,
  userWithPassword,
} from '../../login/login.fixture.ts'
import type { Scene } from '../../permissions/scene.ts'
import { type Answer, type Api, type Caller, SMALL_MODULE } from '../../support/api.ts'
import { provenPassword } from '../../support/identity-ports.ts'
import { siteAdmin } from '../../support/site-admin.ts'

export interface ChangeRequest {
  attributes?: Record<string, unknown>
  data?: unknown
  /** creates what the request needs @returns an address that replaces the route's with the scene's names */
  prepare?: (api: Api, scene: Scene) => Promise<string | void>
  /** sent verbatim */
  body?: Buffer
}

/** Routes with a method for changes that change nothing, with the reason. */
export const NO_CHANGES: Readonly<Record<string, string>> = {
  'POST /api/v2/admin/users/:user/actions/disable_two_factor': 'nobody has a second factor to take away',
  'POST /api/v2/admin/organizations/:organization/subscription': 'nothing is sold here',
  'POST /webhooks/github-app/:uuid': 'asks for looks at repositories and installations',
  'POST /api/v2/oauth-tokens/:id/actions/refresh-repos': 'only asks the host for what it has',
  'POST /api/v2/diagnoses': 'only asks registries',
  'POST /api/v2/oauth-tokens/:id/actions/test': 'only asks the host; as whom it knows the credential is its answer, and nobody set it',
  'POST /api/v2/registry-modules/:id/webhook/actions/check': 'only asks the host',
  'POST /api/v2/organizations/:organization/registry-modules/:registry/:namespace/:name/:provider/:version/actions/preview':
    'only shows what a change would do',
  'POST /app/settings/single-sign-on': 'only leads to the identity provider; whoever comes back from it links an account',
  'POST /webhooks/vcs/:uuid': 'only asks for a look at the repository; the log of deliveries has it',
}

const SSH_KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const MODULES = '/api/v2/organizations/:organization/registry-modules'
const MODULE = `${MODULES}/:registry/:namespace/:name/:provider`

const repository = (name: string) => async (api: Api) => {
  const made = await api.repository(`platform/terraform-null-${name}`)
  await made.commit({ files: SMALL_MODULE, tags: ['v1.0.0'] })
}

async function unconnectedModule({ callers: { owner } }: Scene, name: string): Promise<string> {
  const path = '/api/v2/organizations/acme/registry-modules'
  expectSuccess(await owner.post(path, 'registry-modules', { name, provider: 'null' }))
  return `${path}/private/acme/${name}/null`
}

/** @returns the id of an invitation to the organization `acme` */
async function invited(owner: Caller, username: string): Promise<string> {
  const email = `${username}@example.com`
  const answer = await owner.post('/api/v2/organizations/acme/organization-memberships', 'organization-memberships', { email })
  expectSuccess(answer)
  return answer.data.id
}

const administrated =
  (action: string) =>
  async (_api: Api, { callers, has }: Scene) =>
    expectSuccess(await callers['site admin'].call('POST', `/api/v2/admin/users/${has['user']}/actions/${action}`))

/** API routes for which the request of the permission table would be refused or change nothing. */
export const CHANGES: Readonly<Record<string, ChangeRequest>> = {
  'PATCH /api/v2/account/update': { attributes: { username: 'renamed' } },
  'PATCH /api/v2/account/password': {
    prepare: (api, { callers }) => api.app.identity.passwordResets.reset(callers.owner.userId, PASSWORD),
    attributes: { 'current-password': PASSWORD, password: 'another good one', 'password-confirmation': 'another good one' },
  },
  // A new password ended the one of the scene.
  'DELETE /api/v2/account/sessions/:id': {
    prepare: async ({ app }, { callers: { owner } }) => {
      await app.identity.sessions.start({ id: owner.userId, username: 'acme-owner' }, provenPassword)
      return `/api/v2/account/sessions/${(await owner.get('/api/v2/account/sessions')).list[0]?.id}`
    },
  },
  'PATCH /api/v2/organizations/:organization': { attributes: { email: 'other@example.com' } },
  'PUT /api/v2/organizations/:organization': { attributes: { email: 'another@example.com' } },
  'PATCH /api/v2/organizations/:organization/token-ttl-policies': {
    attributes: { 'token-ttl-policies': [{ 'token-type': 'team', 'max-ttl-ms': 86_400_000 }] },
  },
  'POST /api/v2/organization-memberships/:id/actions/accept': {
    prepare: async (_api, { callers }) => `/api/v2/organization-memberships/${await invited(callers.owner, 'root')}/actions/accept`,
  },
  'POST /api/v2/organization-memberships/:id/actions/create-link': {
    prepare: async (_api, { callers }) => `/api/v2/organization-memberships/${await invited(callers.owner, 'new')}/actions/create-link`,
  },
  'PATCH /api/v2/teams/:id': { attributes: { visibility: 'organization' } },
  'PATCH /api/v2/oauth-clients/:id': { attributes: { name: 'renamed' } },
  'PATCH /api/v2/oauth-tokens/:id': { attributes: { 'ssh-key': SSH_KEY } },
  'POST /api/v2/oauth-tokens/:id/actions/publish-modules': {
    prepare: repository('seven'),
    attributes: { identifiers: ['platform/terraform-null-seven'] },
  },
  'PATCH /api/v2/projects/:id': { attributes: { name: 'renamed' } },
  'PATCH /api/v2/agent-pools/:id': { attributes: { name: 'renamed' } },
  'PATCH /api/v2/admin/organizations/:organization': { attributes: { 'global-module-sharing': true } },
  'PATCH /api/v2/admin/organizations/:organization/relationships/module-consumers': { data: [{ id: 'other', type: 'organizations' }] },
  [`POST ${MODULES}/vcs`]: { prepare: repository('two'), attributes: { 'vcs-repo': { identifier: 'platform/terraform-null-two' } } },
  'POST /api/v2/registry-modules': {
    prepare: repository('three'),
    attributes: { 'vcs-repo': { identifier: 'platform/terraform-null-three' } },
  },
  [`PATCH ${MODULE}`]: { attributes: { 'vcs-repo': { 'display-identifier': 'shown differently' } } },
  [`POST ${MODULE}/versions`]: { prepare: async (_api, scene) => `${await unconnectedModule(scene, 'four')}/versions` },
  'POST /api/v2/registry-modules/:organization/:name/:provider/versions': {
    prepare: async (_api, scene) => {
      await unconnectedModule(scene, 'five')
      return '/api/v2/registry-modules/acme/five/null/versions'
    },
  },
  'POST /api/v2/registry-modules/:id/actions/import-tag': {
    prepare: async ({ database }, { has }) => {
      const id = has['registry-modules'] as never
      const tag = { tag: 'v9.0.0', version: '9.0.0', commit_sha: 'a'.repeat(40), object_sha: null, imported_commit_sha: null }
      const deleted = { decision: 'deleted', reason: '', first_seen_at: 1, last_seen_at: 1, gone_at: null } as const
      await database
        .insertInto('registry_module_tags')
        .values({ registry_module_id: id, ...tag, ...deleted })
        .execute()
      return `/api/v2/registry-modules/${has['registry-modules']}/actions/import-tag?tag=v9.0.0`
    },
  },
  'PATCH /api/v2/no-code-modules/:id': { attributes: { enabled: false } },
  'POST /api/v2/admin/users/:user/actions/confirm_email': {
    prepare: async (_api, { callers }) =>
      void (await callers.member.patch('/api/v2/account/update', 'users', { email: 'mel@example.org' })),
  },
  'POST /api/v2/admin/users/:user/actions/unsuspend': { prepare: administrated('suspend') },
  'POST /api/v2/admin/users/:user/actions/revoke_admin': { prepare: administrated('grant_admin') },
  'PUT /_archivist/v1/object/*': {
    prepare: async (_api, scene) => {
      const path = await unconnectedModule(scene, 'six')
      const made = await scene.callers.owner.post(`${path}/versions`, 'registry-module-versions', { version: '1.0.0' })
      const { pathname, search } = new URL(String(made.data.links['upload']))
      return pathname + search
    },
    body: Buffer.from('an archive that is looked at later'),
  },
}

/** Signs in where needed. @returns a function that performs the change, after its preparation */
export type PageChange = (api: Api) => Promise<() => Promise<{ status: number }>>

const TOKENS = '/app/settings/tokens'
const MEMBERSHIPS = '/app/settings/memberships'

async function signedIn(api: Api) {
  const { userId } = await userWithPassword(api, 'ada')
  const browser = browserOn(api)
  return { browser, userId, page: await signIn(browser, 'ada') }
}

/** Answers an invitation. */
async function answering(api: Api, action: string) {
  const { browser } = await signedIn(api)
  const id = await invited(await api.founder('acme'), 'ada')
  const page = await browser.open(MEMBERSHIPS)
  return () => browser.submit(page, `${MEMBERSHIPS}/${id}/${action}`)
}

export const PAGE_CHANGES: Readonly<Record<string, PageChange>> = {
  'POST /setup': async (api) => {
    const browser = browserOn(api)
    const page = await browser.open('/setup')
    const { code } = api.app.identity.firstRun
    const passwords = { password: PASSWORD, confirmation: PASSWORD }
    return () => browser.submit(page, '/setup', { code, username: 'ada', email: 'ada@example.com', organization: 'acme', ...passwords })
  },
  'POST /login/link': async (api) => {
    const { userId } = await api.user('ada')
    const browser = browserOn(api)
    const secret = await api.app.identity.signInLinks.create({ id: userId, username: 'ada' }, 60_000)
    const page = await browser.open(`/login/link?secret=${secret}`)
    return () => browser.submit(page, '/login/link')
  },
  'POST /login/reset': async (api) => {
    const { userId } = await api.user('ada')
    const link = await (await siteAdmin(api)).call('POST', `/api/v2/admin/users/${userId}/actions/create_reset_link`)
    const browser = browserOn(api)
    const page = await browser.open(localPath(link.data.attributes['url']))
    return () => browser.submit(page, '/login/reset', { password: PASSWORD, confirmation: PASSWORD })
  },
  'POST /login/invitation': async (api) => {
    const owner = await api.founder('acme')
    const link = await owner.call('POST', `/api/v2/organization-memberships/${await invited(owner, 'ada')}/actions/create-link`)
    const browser = browserOn(api)
    const page = await browser.open(localPath(link.data.attributes['url']))
    const passwords = { password: PASSWORD, confirmation: PASSWORD }
    return () => browser.submit(page, '/login/invitation', { username: 'ada', ...passwords })
  },
  'POST /login': async (api) => {
    await userWithPassword(api, 'ada')
    return () => signIn(browserOn(api), 'ada')
  },
  'POST /logout': async (api) => {
    const { browser, page } = await signedIn(api)
    return () => browser.submit(page, '/logout')
  },
  'POST /oauth/authorize': async (api) => {
    const { browser } = await signedIn(api)
    const page = await browser.open(authorizePath(newProof().query))
    return () => browser.submit(page, '/oauth/authorize', { decision: 'allow' })
  },
  'POST /oauth/token': async (api) => {
    const { browser } = await signedIn(api)
    const proof = newProof()
    const code = await codeFor(browser, proof)
    return () => redeem(api, tokenForm(code, proof))
  },
  'POST /app/settings/password': async (api) => {
    const { browser } = await signedIn(api)
    const page = await browser.open('/app/settings/password')
    const chosen = 'another good one'
    return () => browser.submit(page, '/app/settings/password', { current: PASSWORD, password: chosen, confirmation: chosen })
  },
  'POST /app/settings/single-sign-on/unlink': async (api) => {
    const { browser, userId } = await signedIn(api)
    const identity = { issuer: 'https://id.example.com', subject: 'a-1' }
    await api.app.identity.providerUsers.link('operator', { id: userId, username: 'ada' }, identity)
    const page = await browser.open('/app/settings/single-sign-on')
    return () => browser.submit(page, '/app/settings/single-sign-on/unlink')
  },
  [`POST ${MEMBERSHIPS}/:id/accept`]: (api) => answering(api, 'accept'),
  [`POST ${MEMBERSHIPS}/:id/leave`]: (api) => answering(api, 'leave'),
  [`POST ${TOKENS}`]: async (api) => {
    const { browser, page } = await signedIn(api)
    return () => browser.submit(page, TOKENS, { description: 'made', lifetime: '30' })
  },
  [`POST ${TOKENS}/:id/delete`]: async (api) => {
    const { browser, page, userId } = await signedIn(api)
    const [token] = await api.app.identity.userTokens.list({ kind: 'user', userId, siteAdmin: false, roles: [] }, userId)
    return () => browser.submit(page, `${TOKENS}/${token?.id}/delete`)
  },
}

function expectSuccess({ status, text }: Answer): void {
  if (status >= 300) throw new Error(`${status}: ${text}`)
}
