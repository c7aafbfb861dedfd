// Walks every paginated list with pages of every size: it gives each item once, in a stable order.
import { expect, it } from 'vitest'
import { type Answer, type Api, type Caller, describeApi, REGISTRY } from '../support/api.ts'
import { pagination } from '../support/json-api-shape.ts'
import { aimedAt, type Belongings } from '../support/route-address.ts'

const ORGANIZATION = '/api/v2/organizations/acme'
const MANY = 7
const MODULES = Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`modules/m${index}/main.tf`, 'locals {}\n']))

interface Scene {
  owner: Caller
  admin: Caller
  /** paginated lists, with the minimum number of items */
  lists: string[]
  has: Belongings
}

/** Time stands still, so that creation times do not distinguish items. */
async function crowded(api: Api): Promise<Scene> {
  const owner = await api.founder('acme')
  const { userRegistry, tokenIssuer } = api.app.identity
  const { id } = await userRegistry.register({ username: 'root', email: 'root@example.com', siteAdmin: true })
  const admin = api.withToken((await tokenIssuer.issue(id)).text)
  const create = async (path: string, attributes: object, caller = owner) => {
    const answer = await caller.call('POST', path, { body: { data: { attributes } } })
    expect([path, answer.status < 300 ? '' : answer.text]).toEqual([path, ''])
    return answer.data
  }
  const { module } = await api.publish(owner, 'acme', { files: MODULES, tags: Array.from({ length: MANY }, (_, index) => `v1.${index}.0`) })
  await api.runJobs()
  const crew = await create(`${ORGANIZATION}/teams`, { name: 'crew' })
  const memberships: { id: string; type: string }[] = []
  for (let index = 0; index < MANY; index++) {
    const name = `x${index}`
    await userRegistry.register({ username: name, email: `${name}@example.net`, siteAdmin: false })
    await create('/api/v2/organizations', { name, email: `${name}@example.com` })
    const { id: membership } = await create(`${ORGANIZATION}/organization-memberships`, { email: `${name}@example.org` })
    memberships.push({ id: membership, type: 'organization-memberships' })
    const team = await create(`${ORGANIZATION}/teams`, { name })
    await create(`/api/v2/users/${owner.userId}/authentication-tokens`, { description: name })
    await create(`/api/v2/teams/${team.id}/authentication-token`, {})
    await create(`${ORGANIZATION}/projects`, { name })
    await create(`${ORGANIZATION}/agent-pools`, { name })
    await create(`${ORGANIZATION}/oauth-clients`, { 'service-provider': 'git', 'http-url': 'https://git.example.com' })
    await create(`${ORGANIZATION}/registry-modules`, { name: 'same', provider: name })
    await create(`${ORGANIZATION}/registry-modules`, { name: 'gone', provider: name })
    const share = { body: { data: [{ id: 'acme', type: 'organizations' }] } }
    await admin.call('PATCH', `/api/v2/admin/organizations/${name}/relationships/module-consumers`, share)
  }
  for (let index = 0; index < MANY; index++) await owner.delete(`${ORGANIZATION}/registry-modules/private/acme/gone/x${index}`)
  await owner.call('POST', `/api/v2/teams/${crew.id}/relationships/organization-memberships`, { body: { data: memberships } })
  return {
    owner,
    admin,
    has: { organization: 'acme', teams: crew.id, users: owner.userId, 'registry-modules': module.id, ...ADDRESS },
    lists: [
      '/api/v2/organizations',
      '/api/v2/admin/organizations',
      '/api/v2/admin/users',
      '/api/v2/organization-memberships',
      `/api/v2/teams/${crew.id}/relationships/organization-memberships`,
      `/api/v2/registry-modules/${module.id}/tags`,
      '/api/v2/organization/audit-trail?organization=acme',
      '/api/v2/account/audit-trail',
      `${ORGANIZATION}/organization-memberships`,
      `${ORGANIZATION}/teams`,
      `${ORGANIZATION}/team-tokens`,
      `${ORGANIZATION}/team-tokens?sort=-created-by`,
      `${ORGANIZATION}/team-tokens?sort=last-used-at`,
      `${ORGANIZATION}/team-tokens?sort=expired-at`,
      `${ORGANIZATION}/projects`,
      `${ORGANIZATION}/agent-pools`,
      `${ORGANIZATION}/oauth-clients`,
      `${ORGANIZATION}/oauth-tokens`,
      `${ORGANIZATION}/registry-modules`,
      `${ORGANIZATION}/registry-modules/search`,
      `${ORGANIZATION}/registry-modules/search?sort=-downloads`,
      `${ORGANIZATION}/registry-modules/search?sort=updated-at`,
      `${ORGANIZATION}/registry-modules/private/acme/label/null/versions`,
      `${ORGANIZATION}/registry-modules/private/acme/label/null/versions/1.0.0/inspections`,
      `${ORGANIZATION}/deleted-registry-modules`,
      `${ORGANIZATION}/relationships/module-producers`,
    ],
  }
}

const ADDRESS = { registry: 'private', namespace: 'acme', name: 'label', provider: 'null', version: '1.0.0' }
/** Lists from hosts, imports and browsers, which the tests of their own routes walk. */
const WALKED_ELSEWHERE = [
  'GET /api/v2/account/sessions',
  'GET /api/v2/oauth-tokens/:id/authorized-repos',
  'GET /api/v2/oauth-tokens/:id/module-candidates',
  'GET /api/v2/registry-modules/:id/import-events',
  'GET /api/v2/registry-modules/:id/webhook-deliveries',
  'GET /api/v2/oauth-clients/:id/registry-modules',
  'GET /api/v2/oauth-clients/:id/webhook-deliveries',
  'GET /api/v2/github-apps/:id/registry-modules',
  'GET /api/v2/github-apps/:id/webhook-deliveries',
]
/** Lists that are always empty, or always on one page, because a client relies on it. */
const ONE_PAGE = [
  'GET /api/v2/admin/feature-sets',
  'GET /api/v2/github-app/installations',
  'GET /api/v2/github-app-installations',
  'GET /api/v2/organizations/:organization/github-app-installations',
  'GET /api/v2/organizations/:organization/runs/queue',
  'GET /api/v2/organizations/:organization/workspaces',
  'GET /api/v2/admin/organizations/:organization/relationships/module-consumers',
]

/** The audit trail has its own pagination format, as on HCP Terraform. */
function pageNumbers(answer: Answer): Record<string, number | null> {
  if ('meta' in answer.json) return pagination(answer)
  const given = Object.entries(answer.json['pagination'] as Record<string, number | null>)
  return Object.fromEntries(given.map(([name, value]) => [name.replaceAll('_', '-'), value]))
}

const paged = (path: string, number: number | string, size: number | string) =>
  `${path}${path.includes('?') ? '&' : '?'}page%5Bnumber%5D=${number}&page%5Bsize%5D=${size}`

async function walk(caller: Caller, path: string, size: number): Promise<string[]> {
  const ids: string[] = []
  for (let number: number | null = 1; number !== null; ) {
    const answer: Answer = await caller.get(paged(path, number, size))
    expect([path, answer.status]).toEqual([path, 200])
    const { 'next-page': next, 'total-count': total, 'total-pages': pages, 'current-page': current, ...rest } = pageNumbers(answer)
    expect([path, current, rest['prev-page']]).toEqual([path, number, number === 1 ? null : number - 1])
    expect([path, pages]).toEqual([path, Math.max(1, Math.ceil(Number(total) / size))])
    expect([path, next]).toEqual([path, number < Number(pages) ? number + 1 : null])
    expect([path, answer.list.length]).toEqual([path, Math.min(size, Number(total) - ids.length)])
    ids.push(...answer.list.map(({ id }) => id))
    number = next ?? null
  }
  return ids
}

describeApi('lists in pages', (start) => {
  it('give each item once, in one order, whatever the size of the pages', async () => {
    const api = await start({ still: true })
    const { owner, admin, lists } = await crowded(api)
    for (const path of lists) {
      const caller = path.includes('/admin/') ? admin : owner
      const whole = await walk(caller, path, 100)
      expect([path, whole.length >= MANY, new Set(whole).size]).toEqual([path, true, whole.length])
      for (const size of [1, 2, 3, 5, 7]) expect([path, size, await walk(caller, path, size)]).toEqual([path, size, whole])
    }
  })

  it('clamp invalid numbers and sizes', async () => {
    const api = await start({ still: true })
    const { owner, admin, lists } = await crowded(api)
    for (const path of lists) {
      const caller = path.includes('/admin/') ? admin : owner
      const ask = async (number: number | string, size: number | string) => {
        const answer = await caller.get(paged(path, number, size))
        const { 'current-page': current } = pageNumbers(answer)
        return [path, number, size, answer.status, current, answer.list.length]
      }
      const sizeOf = async (size: number) => [path, pageNumbers(await caller.get(paged(path, 1, size)))['page-size']]
      const all = (await walk(caller, path, 100)).length
      const usual = Math.min(all, path.includes('audit-trail') ? 1000 : 20)
      for (const number of [0, -1, 'x', '', '1.5']) expect(await ask(number, 1)).toEqual([path, number, 1, 200, 1, 1])
      for (const size of [0, -5]) expect(await ask(1, size)).toEqual([path, 1, size, 200, 1, 1])
      for (const size of ['x', '', '1.5']) expect(await ask(1, size)).toEqual([path, 1, size, 200, 1, usual])
      expect(await ask(1, 5000)).toEqual([path, 1, 5000, 200, 1, all])
      expect(await sizeOf(5000)).toEqual([path, path.includes('audit-trail') ? undefined : 100])
      expect(await ask(999, 5)).toEqual([path, 999, 5, 200, 999, 0])
    }
  })

  it('cover every list', async () => {
    const api = await start({ still: true })
    const { owner, admin, lists, has } = await crowded(api)
    const known = new Set(lists.map((path) => path.split('?')[0]))
    for (const route of api.routes.filter(
      (each) => each.startsWith('GET /api/v2/') && ![...ONE_PAGE, ...WALKED_ELSEWHERE].includes(each),
    )) {
      const { path } = aimedAt(route, has)
      const answer = await (path.includes('/admin/') ? admin : owner).get(`${path}?organization=acme`)
      if (answer.headers['content-type']?.startsWith('text/csv') === true) continue
      const inPages =
        answer.status === 200 && ('pagination' in answer.json || 'pagination' in ((answer.json['meta'] as object | undefined) ?? {}))
      expect([route, inPages]).toEqual([route, known.has(path)])
    }
  })

  it('of the registry protocol give each module once, in pages of any size', async () => {
    const api = await start({ still: true })
    const owner = await api.founder('acme')
    for (let index = 0; index < MANY; index++) {
      const repository = `platform/terraform-p${index}-label`
      await api.publish(owner, 'acme', { repository })
    }
    await api.runJobs()
    for (const path of [REGISTRY, `${REGISTRY}/acme`, `${REGISTRY}/acme/label`, `${REGISTRY}/search?q=label`]) {
      const slices = async (limit: number) => {
        const ids: string[] = []
        for (let next: string | undefined = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`; next !== undefined; ) {
          const { meta, modules } = (await owner.get(next)).json as { meta: { next_url?: string }; modules: { id: string }[] }
          expect([path, limit, modules.length > 0 && modules.length <= limit]).toEqual([path, limit, true])
          ids.push(...modules.map(({ id }) => id))
          next = meta.next_url
        }
        return ids
      }
      const whole = await slices(100)
      expect([path, whole.length, new Set(whole).size]).toEqual([path, MANY, MANY])
      for (const limit of [1, 2, 3, 6]) expect([path, limit, await slices(limit)]).toEqual([path, limit, whole])
    }
  })
})
