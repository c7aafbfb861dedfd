import { expect, it } from 'vitest'
import { type Caller, describeApi, PUBLIC_URL } from '../../support/api.ts'
import { pagination } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations'

async function found(user: Caller, names: readonly string[]): Promise<void> {
  for (const name of names) await user.post(PATH, 'organizations', { name, email: `${name}@example.com` })
}

describeApi('GET organizations', (start) => {
  it('lists everything without a page, and paginates with one', async () => {
    const api = await start()
    const user = await api.user('ada')
    const names = Array.from({ length: 23 }, (_, index) => `org-${String(index).padStart(2, '0')}`)
    await found(user, names)
    const ids = async (query: string) => (await user.get(PATH + query)).list.map(({ id }) => id)
    expect(await ids('')).toEqual(names)
    expect(await ids('?page%5Bnumber%5D=2')).toEqual(names.slice(20))
    expect(await ids('?page[size]=5&page[number]=2')).toEqual(names.slice(5, 10))
    expect(await ids('?page[size]=1000')).toEqual(names)

    const middle = await user.get(`${PATH}?q=org&page[size]=5&page[number]=2`)
    expect(pagination(middle)).toEqual({
      'current-page': 2,
      'page-size': 5,
      'prev-page': 1,
      'next-page': 3,
      'total-pages': 5,
      'total-count': 23,
    })
    const at = (number: number) => `${PUBLIC_URL}${PATH}?q=org&page%5Bsize%5D=5&page%5Bnumber%5D=${number}`
    expect(middle.json['links']).toEqual({ self: at(2), first: at(1), prev: at(1), next: at(3), last: at(5) })
  })

  it('answers a page past the end with an empty list, and echoes its number', async () => {
    const api = await start()
    const user = await api.founder('acme')
    const past = await user.get(`${PATH}?page[number]=999&page[size]=5`)
    expect([past.status, past.list]).toEqual([200, []])
    expect(pagination(past)).toMatchObject({ 'current-page': 999, 'next-page': null, 'total-pages': 1, 'total-count': 1 })
  })

  it('clamps invalid pages instead of refusing them', async () => {
    const api = await start()
    const user = await api.founder('acme')
    const asked: [query: string, number: number, size: number][] = [
      ['page[number]=0', 1, 20],
      ['page[number]=-3&page[size]=-1', 1, 1],
      ['page[number]=x&page[size]=1e9', 1, 100],
      ['page[size]=101', 1, 100],
      ['page[number]=1.5', 1, 20],
      ['page[number]=2&page[number]=3', 2, 20],
    ]
    for (const [query, number, size] of asked) {
      const answer = await user.get(`${PATH}?${query}`)
      expect([query, answer.status]).toEqual([query, 200])
      expect(pagination(answer)).toMatchObject({ 'current-page': number, 'page-size': size })
    }
  })

  it('finds parts of names and addresses, without wildcards', async () => {
    const api = await start()
    const user = await api.user('ada')
    await found(user, ['one_two', 'onextwo', 'Three'])
    const ids = async (query: string) => (await user.get(`${PATH}?${query}`)).list.map(({ id }) => id)
    expect(await ids('q=E_T')).toEqual(['one_two'])
    expect(await ids('q[name]=thr')).toEqual(['Three'])
    expect(await ids('q[email]=three@')).toEqual(['Three'])
    expect(await ids('q=%25')).toEqual([])
    expect(await ids('q=%5C')).toEqual([])
    expect(await ids('Type=organizations&unknown=1')).toHaveLength(3)
  })

  it('shows nobody what belongs to others', async () => {
    const api = await start()
    await api.founder('acme')
    const stranger = await api.founder('other')
    expect((await stranger.get(PATH)).list.map(({ id }) => id)).toEqual(['other'])
    expect((await stranger.get(`${PATH}?q=acme`)).list).toEqual([])
    expect((await api.user('nobody').then((user) => user.get(PATH))).list).toEqual([])
  })

  it('refuses unknown includes', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const answer = await owner.get('/api/v2/organizations?include=nope')
    expect([answer.status, answer.errors[0]?.detail]).toEqual([400, 'Invalid include parameter: nope'])
  })
})
