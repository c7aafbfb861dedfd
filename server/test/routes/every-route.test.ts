// What holds for every address of the server. New routes take part automatically.
import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi } from '../support/api.ts'
import { createGenerator, type Generator } from '../support/generator.ts'
import { insertGithubApp } from '../support/github-app-rows.ts'
import { aimedAt, type Belongings } from '../support/route-address.ts'

async function furnished(api: Api): Promise<{ owner: Caller; robot: Caller; has: Belongings; secrets: string[] }> {
  const owner = await api.founder('acme')
  const { module } = await api.publish(owner, 'acme', { attributes: { name: 'hidden', 'no-code': true } })
  await api.runJobs()
  const [noCodeModule] = (module.relationships['no-code-modules']?.data ?? []) as { id: string }[]
  const { teamId } = await api.member(owner, 'acme', 'bob')
  const [client] = (await owner.get('/api/v2/organizations/acme/oauth-clients')).list
  const [oauthToken] = (await owner.get('/api/v2/organizations/acme/oauth-tokens')).list
  const token = (await owner.call('POST', '/api/v2/organizations/acme/authentication-token')).data
  await owner.call('POST', `/api/v2/teams/${teamId}/authentication-token`)
  const [membership] = (await owner.get('/api/v2/organizations/acme/organization-memberships?filter[status]=active')).list
  const project = (await owner.post('/api/v2/organizations/acme/projects', 'projects', { name: 'hidden project' })).data
  const pool = (await owner.post('/api/v2/organizations/acme/agent-pools', 'agent-pools', { name: 'hidden pool' })).data
  const githubApp = await insertGithubApp(api.database, 'acme')
  const ids = {
    teams: teamId,
    users: owner.userId,
    user: owner.userId,
    'authentication-tokens': token.id,
    'oauth-clients': client?.id ?? '',
  }
  return {
    owner,
    robot: api.withToken(String(token.attributes['token'])),
    has: {
      ...ids,
      'oauth-tokens': oauthToken?.id ?? '',
      'organization-memberships': membership?.id ?? '',
      projects: project.id,
      'agent-pools': pool.id,
      'github-apps': githubApp.id,
      installation: githubApp.installationId,
      'registry-modules': module.id,
      'no-code-modules': noCodeModule?.id ?? '',
      organization: 'acme',
      namespace: 'acme',
      registry: 'private',
      name: 'hidden',
      provider: 'null',
      version: '1.0.0',
    },
    secrets: [
      module.id,
      teamId,
      token.id,
      membership?.id ?? 'missing',
      project.id,
      pool.id,
      ids['oauth-clients'],
      githubApp.id,
      githubApp.installationId,
      'hidden',
    ],
  }
}

const RENAMING = { data: { attributes: { name: 'taken-over' } } }
const BODIES = { POST: { data: { attributes: {} } }, PATCH: RENAMING, PUT: RENAMING } as Record<string, unknown>
const isProtected = (route: string) => /^\w+ \/api\//.test(route) && !/\/(ping|openapi\.json)$/.test(route)

async function snapshot({ database }: Api): Promise<unknown> {
  const tables = [
    'organizations',
    'organization_memberships',
    'projects',
    'agent_pools',
    'teams',
    'oauth_clients',
    'registry_modules',
    'registry_module_versions',
  ] as const
  const rows = tables.map((table) => database.selectFrom(table).selectAll().orderBy('id').execute())
  const tokens = database.selectFrom('authentication_tokens').select(['id', 'token_hash']).orderBy('id').execute()
  return Promise.all([...rows, tokens, database.selectFrom('oauth_tokens').selectAll().orderBy('id').execute()])
}

describeApi('every route', (start) => {
  it('answers 401 without a valid token, whether or not the resource exists', async () => {
    const api = await start()
    const { has } = await furnished(api)
    const before = await snapshot(api)
    const nobodies: [name: string, headers: Record<string, string>][] = [
      ['none', {}],
      ['unknown', { authorization: `Bearer ${'a'.repeat(14)}.atlasv1.${'b'.repeat(67)}` }],
      ['garbage', { authorization: 'Bearer x' }],
      ['another scheme', { authorization: 'Basic YTpi' }],
      ['empty', { authorization: 'Bearer ' }],
    ]
    for (const route of api.routes.filter(isProtected)) {
      const { method, path } = aimedAt(route, has)
      for (const [name, headers] of nobodies) {
        const answer = await api.anonymous.call(method, path, {
          headers,
          ...(BODIES[method] === undefined ? {} : { body: BODIES[method] }),
        })
        expect([route, name, answer.status]).toEqual([route, name, 401])
        const expected = path.startsWith('/api/registry/') ? ['Unauthorized'] : [{ status: '401', title: 'unauthorized' }]
        expect(answer.json['errors']).toMatchObject(expected)
      }
    }
    expect(await snapshot(api)).toEqual(before)
  })

  it('neither shows nor changes anything of another organization', async () => {
    const api = await start()
    const { has, secrets } = await furnished(api)
    const stranger = await api.founder('other')
    const created = await stranger.call('POST', '/api/v2/organizations/other/authentication-token')
    const before = await snapshot(api)
    for (const caller of [stranger, api.withToken(String(created.data.attributes['token']))]) {
      for (const route of api.routes.filter(isProtected)) {
        const { method, path } = aimedAt(route, has)
        // The stranger may create organizations of its own, which is not tested here.
        if (path === '/api/v2/organizations' && method === 'POST') continue
        const query = path.endsWith('/version') ? '?module_version=1.0.0' : path.endsWith('/search') ? '?q=null' : ''
        const answer = await caller.call(method, path + query, BODIES[method] === undefined ? {} : { body: BODIES[method] })
        expect([route, answer.status]).toEqual([route, expect.toBeOneOf([200, 404, 422])])
        // The error text repeats the request.
        if (answer.status === 200) for (const secret of secrets) expect([route, answer.text.includes(secret)]).toEqual([route, false])
      }
    }
    expect(await snapshot(api)).toEqual(before)
    expect(api.complaints).toEqual([])
  })

  it('handles bodies of every shape without a 500, and changes nothing because of them', async () => {
    const api = await start()
    const { owner, has } = await furnished(api)
    const generator = createGenerator(20_261_121)
    for (const route of api.routes.filter((each) => /^(POST|PATCH|PUT) \/api\/v2/.test(each))) {
      const { method, path } = aimedAt(route, has)
      // These ignore their body, or accept an empty one.
      if (/actions|authentication-token/.test(path)) continue
      const before = await snapshot(api)
      // An update without a change.
      const allowed = method === 'POST' ? [] : [200]
      for (let round = 0; round < 40; round++) {
        const body = mangled(generator)
        const answer = await owner.call(method, path, { body })
        expect([route, body.slice(0, 300), answer.status]).toEqual([
          route,
          body.slice(0, 300),
          expect.toBeOneOf([...allowed, 400, 404, 422]),
        ])
        if (answer.status < 300) continue
        expect(answer.errors.every(({ status, detail }) => status === String(answer.status) && detail !== '')).toBe(true)
      }
      expect([route, await snapshot(api)]).toEqual([route, before])
    }
    expect(api.complaints).toEqual([])
  })

  it('is answered in the format of its protocol, even at a malformed address', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const odd = [
      '%ff',
      '%ZZ',
      'organizations/%ff',
      'a%00b',
      'organizations/%00',
      `organizations/${'a'.repeat(1500)}`,
      'no/such/thing/any/where',
    ]
    for (const rest of odd) {
      const answer = await owner.get(`/api/v2/${rest}`)
      expect([rest, answer.headers['content-type']]).toEqual([rest, 'application/vnd.api+json; charset=utf-8'])
      expect(answer.errors).toMatchObject([{ status: String(answer.status), title: expect.any(String), detail: expect.any(String) }])
      expect([rest, answer.status]).toEqual([rest, expect.toBeOneOf([400, 404])])
      const inRegistry = await owner.get(`/api/registry/v1/modules/${rest}`)
      expect([rest, inRegistry.json['errors']]).toEqual([rest, [expect.any(String)]])
    }
  })

  it('handles addresses of every shape', async () => {
    const api = await start()
    const { owner } = await furnished(api)
    const generator = createGenerator(7)
    const odd = [
      '%00',
      '%ZZ',
      '%2e%2e',
      '..',
      '%2F',
      "'",
      '%27%20or%201=1--',
      '%C3%28',
      '%F0%9F%92%A9',
      '__proto__',
      'constructor',
      '%20',
      'a'.repeat(1500),
      '*',
      '%25',
      '\\',
    ]
    for (const route of api.routes.filter((each) => each.includes('/api/'))) {
      for (let round = 0; round < 6; round++) {
        const [method = '', pattern = ''] = route.split(' ')
        const path = pattern.replaceAll(/:\w+/g, () => generator.pick(odd))
        const query = `?q=${generator.pick(odd)}&page[number]=${generator.pick(odd)}&filter[provider]=${generator.pick(odd)}&module_version=${generator.pick(odd)}`
        if (path === pattern && method !== 'GET') continue
        const answer = await owner.call(method, path + query, BODIES[method] === undefined ? {} : { body: BODIES[method] })
        expect([method, path, query, answer.status < 500]).toEqual([method, path, query, true])
        // The export of the audit trail is no JSON.
        if (answer.text !== '' && !pattern.endsWith('.csv')) expect(Object.keys(answer.json)).not.toEqual([])
      }
    }
    expect(api.complaints).toEqual([])
  })
})

/** Bodies that no route accepts: broken text, wrong types, hostile members. */
function mangled(generator: Generator): string {
  const hostile: unknown[] = [
    0,
    -1,
    1e308,
    true,
    [],
    [[]],
    {},
    { a: {} },
    '',
    ' ',
    'x'.repeat(5000),
    '\u0000',
    '\ud800',
    '../..',
    "'; drop table users; --",
  ]
  const value = () => generator.pick(hostile)
  const members = [
    'name',
    'email',
    'provider',
    'version',
    'identifier',
    'service-provider',
    'http-url',
    'ssh-key',
    'vcs-repo',
    'constructor',
  ]
  const attributes = Object.fromEntries(members.map((name) => [name, generator.pick([0, [], {}, [{}], 1.5])]))
  const shapes: (() => string)[] = [
    () => JSON.stringify({ data: { attributes } }).slice(0, generator.below(60) + 1),
    () => JSON.stringify(value()),
    () => JSON.stringify({ data: value() === true ? 1 : [value()] }),
    () => JSON.stringify({ data: { type: 'no-such-type', attributes: { name: value() } } }),
    () => JSON.stringify({ data: { type: {}, id: value(), attributes } }),
    () => JSON.stringify({ data: { attributes, relationships: value() } }),
    () => `{"__proto__":{"data":{}},"data":{"__proto__":{"type":""},"attributes":[${JSON.stringify(value())}]}}`,
    () => '['.repeat(20_000),
    () => `{"data":{"attributes":[${'{"data":'.repeat(500)}1${'}'.repeat(500)}]}}`,
    () => `{"data":{"attributes":{"name":"a\\u0000b","email":"a@b.c\\u0000","version":"1.0.0\\u0000"}}}`,
    () => Buffer.from([0xff, 0xfe, 0x7b, generator.below(256)]).toString('latin1'),
  ]
  return generator.pick(shapes)()
}
