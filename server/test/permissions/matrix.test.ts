// Every route, called by everybody: who may is in table.ts, and nobody else does.
import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi } from '../support/api.ts'
import { insertGithubApp } from '../support/github-app-rows.ts'
import { aimedAt, type Belongings } from '../support/route-address.ts'
import { CALLERS, type CallerName, EVERYBODY, PAGES, PERMISSIONS, type Permission } from './table.ts'

interface Scene {
  callers: Record<CallerName, Caller>
  has: Belongings
}

const PATIENCE = 240_000
const UNUSABLE: readonly CallerName[] = ['anonymous', 'expired token', 'revoked token']

async function tokenOf(owner: Caller, path: string): Promise<{ id: string; text: string }> {
  const { data } = await owner.call('POST', path)
  return { id: data.id, text: String(data.attributes['token']) }
}

async function prepared(api: Api): Promise<Scene> {
  const owner = await api.founder('acme')
  const { module } = await api.publish(owner, 'acme', { attributes: { 'no-code': true } })
  await api.import()
  const member = await api.member(owner, 'acme', 'mel')
  const publisher = await api.member(owner, 'acme', 'pat', { 'manage-modules': true })
  const teamToken = await tokenOf(owner, `/api/v2/teams/${publisher.teamId}/authentication-token`)
  const organizationToken = await tokenOf(owner, '/api/v2/organizations/acme/authentication-token')
  const expired = await tokenOf(owner, `/api/v2/users/${owner.userId}/authentication-tokens`)
  await api.database
    .updateTable('authentication_tokens')
    .set({ expires_at: 1 })
    .where('id', '=', expired.id as never)
    .execute()
  const revoked = await tokenOf(owner, `/api/v2/users/${owner.userId}/authentication-tokens`)
  await owner.delete(`/api/v2/authentication-tokens/${revoked.id}`)
  const project = await owner.post('/api/v2/organizations/acme/projects', 'projects', { name: 'network' })
  const pool = await owner.post('/api/v2/organizations/acme/agent-pools', 'agent-pools', { name: 'data centre' })
  const githubApp = await insertGithubApp(api.database, 'acme')
  const [membership] = (await publisher.get('/api/v2/organization-memberships')).list
  await owner.post('/api/v2/organizations/acme/registry-modules', 'registry-modules', { name: 'gone', provider: 'null' })
  await owner.delete('/api/v2/organizations/acme/registry-modules/private/acme/gone/null')
  const first = async (path: string) => (await owner.get(path)).list[0]?.id ?? ''
  const [noCode] = (module.relationships['no-code-modules']?.data ?? []) as { id: string }[]
  return {
    callers: {
      anonymous: api.anonymous,
      'expired token': api.withToken(expired.text),
      'revoked token': api.withToken(revoked.text),
      "other organization's owner": await api.founder('other'),
      'site admin': await siteAdmin(api),
      member,
      publisher,
      'team token': api.withToken(teamToken.text),
      'organization token': api.withToken(organizationToken.text),
      owner,
    },
    has: {
      organization: 'acme',
      namespace: 'acme',
      registry: 'private',
      name: 'label',
      provider: 'null',
      version: '1.0.0',
      teams: publisher.teamId,
      users: owner.userId,
      'organization-memberships': membership?.id ?? '',
      projects: project.data.id,
      'agent-pools': pool.data.id,
      'github-apps': githubApp.id,
      installation: githubApp.installationId,
      'authentication-tokens': teamToken.id,
      'oauth-clients': await first('/api/v2/organizations/acme/oauth-clients'),
      'oauth-tokens': await first('/api/v2/organizations/acme/oauth-tokens'),
      'registry-modules': module.id,
      'no-code-modules': noCode?.id ?? '',
      'deleted-registry-modules': await first('/api/v2/organizations/acme/deleted-registry-modules'),
    },
  }
}

async function siteAdmin(api: Api): Promise<Caller> {
  const { users, tokens } = api.app.identity
  const { id } = await users.registerUser({ username: 'root', email: 'root@example.com', siteAdmin: true })
  return api.withToken((await tokens.issueForUser(id)).text)
}

async function call(
  caller: Caller,
  route: string,
  { attributes = {}, relationships, query, data: given }: Permission,
  has: Belongings,
): Promise<number> {
  const { method, path } = aimedAt(route, has)
  const repo = attributes['vcs-repo'] as Record<string, unknown> | undefined
  const sent = repo === undefined ? attributes : { ...attributes, 'vcs-repo': { ...repo, 'oauth-token-id': has['oauth-tokens'] } }
  const data = given?.(has) ?? { attributes: sent, ...(relationships === undefined ? {} : { relationships: relationships(has) }) }
  const options = method === 'POST' || method === 'PATCH' || given !== undefined ? { body: { data } } : {}
  return (await caller.call(method, path + (query?.(has) ?? ''), options)).status
}

/** After it, somebody or something of the scene is not what it was. */
function spoils(route: string): boolean {
  return route.startsWith('DELETE ') || /^POST .*(authentication-token$|\/actions\/(delete|restore))/.test(route)
}

/** What was asked for was looked at: it may be wrong or taken, but not for lack of permission. */
function wasLetIn(status: number): boolean {
  return status < 500 && ![401, 403, 404].includes(status)
}

describeApi('permissions', (start) => {
  it('are said for every route, and for no other', async () => {
    const { routes } = await start()
    expect([...Object.keys(PERMISSIONS), ...Object.keys(PAGES)].toSorted()).toEqual([...new Set(routes)].toSorted())
  })

  it('let in whom the table names, and refuse all others', { timeout: PATIENCE }, async () => {
    const api = await start()
    let scene = await prepared(api)
    for (const [route, permission] of Object.entries(PERMISSIONS)) {
      const found: Partial<Record<CallerName, string>> = {}
      for (const name of CALLERS) {
        const status = await call(scene.callers[name], route, permission, scene.has)
        const open = permission.may === EVERYBODY
        found[name] = (open ? status !== 401 : wasLetIn(status)) ? 'let in' : String(status)
        if (spoils(route) && found[name] === 'let in') scene = await prepared(await start())
      }
      const refusal = (name: CallerName) => (UNUSABLE.includes(name) ? '401' : '404')
      const expected = Object.fromEntries(CALLERS.map((name) => [name, permission.may.includes(name) ? 'let in' : refusal(name)]))
      expect({ route, ...found }).toEqual({ route, ...expected })
    }
    expect(api.complaints).toEqual([])
  })

  it('of pages come with a session: a token changes nothing', async () => {
    const api = await start()
    const { callers, has } = await prepared(api)
    for (const [route, { withoutSession, query = '' }] of Object.entries(PAGES)) {
      const { method, path } = aimedAt(route, { ...has, tokens: has['authentication-tokens'] ?? '' })
      for (const name of CALLERS) {
        const { status } = await callers[name].call(method, path + query)
        expect([route, name, status]).toEqual([route, name, withoutSession])
      }
    }
    expect(api.complaints).toEqual([])
  })
})
