import { createMemoryHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { describe, expect, it } from 'vitest'
import { listSearch } from '../registry/list-search.ts'
import { only, saysMoreThan } from './only.ts'

const root = createRootRoute()
const list = createRoute({ getParentRoute: () => root, path: '/', validateSearch: only(listSearch) })

function searchAt(address: string): object | undefined {
  const router = createRouter({ routeTree: root.addChildren([list]), history: createMemoryHistory({ initialEntries: [address] }) })
  return router.matchRoutes(router.latestLocation).at(-1)?.search
}

describe('the search of an address', () => {
  it.each([
    '?sort=bogus',
    '?q={"a":1}',
    '?q=["a"]',
    '?page=0',
    '?page=1.5',
    '?page=nonsense',
    '?status=unheard-of',
    '?registry={}',
    '?utm_source=mail',
  ])('is empty where the page understands nothing of it: %s', (search) => {
    expect(saysMoreThan(searchAt(`/${search}`) ?? { missing: true })).toBe(false)
  })

  it('keeps what the page understands beside what it does not', () => {
    expect(searchAt('/?q=vpc&sort=bogus&page=2&status=failed,unheard-of')).toEqual({ q: 'vpc', page: 2, status: 'failed' })
  })

  it('is not only its page and order where it filters', () => {
    expect(saysMoreThan({ page: 2, sort: 'name' }, 'page', 'sort')).toBe(false)
    expect(saysMoreThan({ page: 2, label: 'a' }, 'page', 'sort')).toBe(true)
  })
})
