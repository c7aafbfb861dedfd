// No change without an entry: calls every route that makes changes successfully, and expects a new entry.
import { expect, it } from 'vitest'
import { prepared, type Scene, spoils } from '../../permissions/scene.ts'
import { type CallerName, PAGES, PERMISSIONS, type Permission } from '../../permissions/table.ts'
import { type Api, type Caller, describeApi } from '../../support/api.ts'
import { aimedAt } from '../../support/route-address.ts'
import { CHANGES, type ChangeRequest, NO_CHANGES, PAGE_CHANGES } from './changes.ts'

const STRANGER: CallerName = "other organization's owner"

/** @param requestId only those of one request */
async function entries({ database }: Api, requestId?: string): Promise<number> {
  const all = database.selectFrom('audit_events')
  const { count } = await (requestId === undefined ? all : all.where('request_id', '=', requestId))
    .select((select) => select.fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

function requestOf(route: string, permission: Permission, change: ChangeRequest, { has }: Scene) {
  const { method, path } = aimedAt(route, has)
  const attributes: Record<string, unknown> = { ...permission.attributes, ...change.attributes }
  const repo = attributes['vcs-repo']
  if (typeof repo === 'object') attributes['vcs-repo'] = { ...repo, 'oauth-token-id': has['oauth-tokens'] }
  const relationships = permission.relationships?.(has)
  const data = change.data ?? permission.data?.(has) ?? { attributes, ...(relationships === undefined ? {} : { relationships }) }
  const hasBody = method !== 'DELETE' || permission.data !== undefined
  return { method, path: path + (permission.query?.(has) ?? ''), options: hasBody ? { body: change.body ?? { data } } : {} }
}

function whoMay({ may }: Permission, { callers }: Scene): Caller {
  return may.includes('owner') ? callers.owner : callers['site admin']
}

/** On one database, because every route has tests of its own on both. */
const describeOnce: typeof describeApi = (name, body) => describeApi(name, body, { one: true })

describeOnce('audit trail', (start) => {
  it('gets an entry for every change through the API, and none for refused ones', async () => {
    let api = await start()
    let scene = await prepared(api)
    const routes = [...new Set(api.routes)].filter((route) => !/^(GET|OPTIONS) /.test(route) && !(route in NO_CHANGES))
    const withoutEntry: string[] = []
    for (const route of routes.filter((each) => !(each in PAGES))) {
      const permission = PERMISSIONS[route] ?? { may: [] }
      const change = CHANGES[route] ?? {}
      const elsewhere = await change.prepare?.(api, scene)
      const { method, path, options } = requestOf(route, permission, change, scene)
      const before = await entries(api)
      if (!permission.may.includes(STRANGER)) {
        const refused = await scene.callers[STRANGER].call(method, elsewhere ?? path, options)
        expect([route, refused.status, await entries(api)]).toEqual([route, 404, before])
      }
      const answer = await whoMay(permission, scene).call(method, elsewhere ?? path, options)
      expect([route, answer.status < 300, answer.text]).toEqual([route, true, answer.text])
      if ((await entries(api, answer.headers['x-request-id'] ?? 'none')) === 0) withoutEntry.push(route)
      expect([route, api.complaints]).toEqual([route, []])
      if (!spoils(route)) continue
      api = await start()
      scene = await prepared(api)
    }
    expect(withoutEntry).toEqual([])
  })

  it('gets an entry for every change on pages', async () => {
    const api = await start()
    const routes = [...new Set(api.routes)].filter((route) => route in PAGES && !route.startsWith('GET ') && !(route in NO_CHANGES))
    for (const route of routes) {
      const fresh = await start()
      const act = await PAGE_CHANGES[route]?.(fresh)
      const before = await entries(fresh)
      const answer = await act?.()
      expect([route, answer?.status]).toEqual([route, expect.toBeOneOf([200, 302])])
      expect([route, (await entries(fresh)) > before]).toEqual([route, true])
    }
  })
})
