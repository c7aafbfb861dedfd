// Every route, called by everybody: who may is in table.ts, and nobody else does.
import { expect, it } from 'vitest'
import { type Answer, type Api, type Caller, describeApi, REGISTRY } from '../support/api.ts'
import { aimedAt, type Belongings } from '../support/route-address.ts'
import { prepared, spoils } from './scene.ts'
import { CALLERS, type CallerName, EVERYBODY, PAGES, PERMISSIONS, type Permission } from './table.ts'

const UNUSABLE: readonly CallerName[] = ['anonymous', 'expired token', 'revoked token']

async function answerOf(
  caller: Caller,
  route: string,
  { attributes = {}, relationships, query, data: given, type }: Permission & { type?: string },
  has: Belongings,
): Promise<Answer> {
  const { method, path } = aimedAt(route, has)
  const repo = attributes['vcs-repo'] as Record<string, unknown> | undefined
  const sent = repo === undefined ? attributes : { ...attributes, 'vcs-repo': { ...repo, 'oauth-token-id': has['oauth-tokens'] } }
  const data = given?.(has) ?? {
    ...(type === undefined ? {} : { type }),
    attributes: sent,
    ...(relationships === undefined ? {} : { relationships: relationships(has) }),
  }
  const options = method === 'POST' || method === 'PATCH' || given !== undefined ? { body: { data } } : {}
  return caller.call(method, path + (query?.(has) ?? ''), options)
}

async function call(...parts: Parameters<typeof answerOf>): Promise<number> {
  return (await answerOf(...parts)).status
}

/** Names that are well-formed, of nothing there is; `none` for the others. */
const NOWHERE: Belongings = { version: '9.9.9' }
/** What has no owner to be hidden: an empty list. */
const LISTS_NOTHING = new Set([
  'GET /api/v2/users/:id/authentication-tokens',
  `GET ${REGISTRY}/:namespace`,
  `GET ${REGISTRY}/:namespace/:name`,
])
/** Their body is not looked at, or is a list under one of several names. */
const UNTYPED = /\/(actions|token-ttl-policies|subscription)/

/** @returns which answers the OpenAPI document has for a route */
async function describedAnswers(api: Api): Promise<(route: string) => string[]> {
  const { paths } = (await api.anonymous.get('/api/v2/openapi.json')).json as {
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
  }
  return (route) => {
    const [method = '', url = ''] = route.split(' ')
    const path = url.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')
    return Object.keys(paths[path]?.[method.toLowerCase()]?.responses ?? {})
  }
}

/** What was asked for was looked at: it may be wrong or taken, but not for lack of permission. */
function wasLetIn(status: number): boolean {
  return status < 500 && ![401, 403, 404].includes(status)
}

/** On one database: every route has tests of its own on both. */
const describeOnce: typeof describeApi = (name, body) => describeApi(name, body, { one: true })

describeOnce('permissions', (start) => {
  it('are said for every route, and for no other', async () => {
    const { routes } = await start()
    expect([...Object.keys(PERMISSIONS), ...Object.keys(PAGES)].toSorted()).toEqual([...new Set(routes)].toSorted())
  })

  it('let in whom the table names, and refuse all others', async () => {
    const api = await start()
    let scene = await prepared(api)
    const described = await describedAnswers(api)
    for (const [route, permission] of Object.entries(PERMISSIONS)) {
      const found: Partial<Record<CallerName, string>> = {}
      for (const name of CALLERS) {
        const status = await call(scene.callers[name], route, permission, scene.has)
        const open = permission.may === EVERYBODY
        if (status < 300) expect([route, status, described(route)]).toEqual([route, status, expect.arrayContaining([String(status)])])
        found[name] = (open ? status !== 401 : wasLetIn(status)) ? 'let in' : String(status)
        if (spoils(route) && found[name] === 'let in') scene = await prepared(await start())
      }
      const refusal = (name: CallerName) => (UNUSABLE.includes(name) ? '401' : '404')
      const expected = Object.fromEntries(CALLERS.map((name) => [name, permission.may.includes(name) ? 'let in' : refusal(name)]))
      expect({ route, ...found }).toEqual({ route, ...expected })
    }
    expect(api.complaints).toEqual([])
  })

  it('find nothing when any one part of the address names nothing, whoever asks', async () => {
    const api = await start()
    const { callers, has } = await prepared(api)
    for (const [route, permission] of Object.entries(PERMISSIONS)) {
      if (permission.may === EVERYBODY) continue
      const caller = callers[permission.may.includes('owner') ? 'owner' : 'site admin']
      for (const [, parameter = ''] of route.matchAll(/([\w-]+\/:id|:\w+)/g)) {
        const name = parameter.endsWith(':id') ? parameter.slice(0, -'/:id'.length) : parameter.slice(1)
        const status = await call(caller, route, permission, { ...has, [name]: NOWHERE[name] ?? 'none' })
        expect([route, parameter, status]).toEqual([route, parameter, LISTS_NOTHING.has(route) ? 200 : 404])
      }
    }
    expect(api.complaints).toEqual([])
  })

  it('take bodies of an empty type, and refuse those of another', async () => {
    const api = await start()
    let scene = await prepared(api)
    for (const [route, permission] of Object.entries(PERMISSIONS)) {
      if (!/^(POST|PATCH) /.test(route) || permission.data !== undefined || UNTYPED.test(route)) continue
      const name = permission.may.includes('owner') ? 'owner' : 'site admin'
      for (const [type, refused] of [
        ['no-such-things', true],
        ['', false],
      ] as const) {
        const { status, text } = await answerOf(scene.callers[name], route, { ...permission, type }, scene.has)
        expect([route, type, status === 422 && text.includes('"/data/type"')]).toEqual([route, type, refused])
        if (!refused && spoils(route)) scene = await prepared(await start())
      }
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
