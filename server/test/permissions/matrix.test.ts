// Calls every route as everybody. table.ts lists who may use it.
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
  const options =
    method === 'POST' || method === 'PATCH' || (path.startsWith('/api/') && method === 'PUT') || given !== undefined
      ? { body: { data } }
      : {}
  return caller.call(method, path + (query?.(has) ?? ''), options)
}

async function call(...parts: Parameters<typeof answerOf>): Promise<number> {
  return (await answerOf(...parts)).status
}

/** Well-formed names of resources that do not exist; `none` for others. */
const NOWHERE: Belongings = { version: '9.9.9' }
/** Public lists, which are empty. */
const LISTS_NOTHING = new Set([
  'GET /api/v2/users/:id/authentication-tokens',
  `GET ${REGISTRY}/:namespace`,
  `GET ${REGISTRY}/:namespace/:name`,
])
/** Routes that ignore their body, or accept a list under one of several names. */
const UNTYPED = /\/(actions|token-ttl-policies|subscription)/

/** @returns the responses of a route in the OpenAPI document */
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

/** The request passed the check of permissions. It may still be invalid or in conflict. */
function wasLetIn(status: number): boolean {
  return status < 500 && ![401, 403, 404].includes(status)
}

/** On one database, because every route has tests of its own on both. */
const describeOnce: typeof describeApi = (name, body) => describeApi(name, body, { one: true })

describeOnce('permissions', (start) => {
  it('are declared for every route, and for no other', async () => {
    const { routes } = await start()
    expect([...Object.keys(PERMISSIONS), ...Object.keys(PAGES)].toSorted()).toEqual([...new Set(routes)].toSorted())
  })

  it('admit whom the table names, and refuse all others', async () => {
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

  it('answer 404 when any part of the address does not exist, whoever asks', async () => {
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

  it('accept bodies with an empty type, and refuse those with another', async () => {
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

  it('of pages require a session: a token changes nothing', async () => {
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
