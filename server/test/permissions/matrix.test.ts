// Every route, called by everybody: who may is in table.ts, and nobody else does.
import { expect, it } from 'vitest'
import { type Caller, describeApi } from '../support/api.ts'
import { aimedAt, type Belongings } from '../support/route-address.ts'
import { prepared, spoils } from './scene.ts'
import { CALLERS, type CallerName, EVERYBODY, PAGES, PERMISSIONS, type Permission } from './table.ts'

const PATIENCE = 240_000
const UNUSABLE: readonly CallerName[] = ['anonymous', 'expired token', 'revoked token']

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
