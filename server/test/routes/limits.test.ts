import { expect, it } from 'vitest'
import { describeApi, REGISTRY } from '../support/api.ts'
import { createManualClock } from '../support/jobs.ts'

const LIMIT_HEADERS = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'retry-after']

const padded = (bytes: number) => JSON.stringify({ data: { attributes: { name: 'acme', email: 'a@b.c', 'not-known': 'x'.repeat(bytes) } } })

describeApi('limits', (start) => {
  it('let each user have so many requests in a second, and tell clients when to come again', async () => {
    const clock = createManualClock()
    const api = await start({ rateLimit: 4, clock })
    const [ada, bob] = [await api.user('ada'), await api.user('bob')]
    const remaining: (string | undefined)[] = []
    for (let index = 0; index < 4; index++) remaining.push((await ada.get('/api/v2/organizations')).headers['x-ratelimit-remaining'])
    expect(remaining).toEqual(['3', '2', '1', '0'])
    const refused = await ada.post('/api/v2/organizations', 'organizations', { name: 'acme', email: 'a@b.c' })
    expect(refused.status).toBe(429)
    expect(refused.headers).toMatchObject({
      'content-type': 'application/vnd.api+json; charset=utf-8',
      'x-ratelimit-limit': '4',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1.0',
      'retry-after': '1',
      'tfp-api-version': '2.6',
    })
    expect(refused.errors).toMatchObject([{ status: '429', title: 'too many requests' }])
    expect((await bob.get('/api/v2/organizations')).status).toBe(200)
    expect((await ada.get('/api/v2/ping')).status).toBe(204)
    expect((await ada.get(REGISTRY)).status).toBe(200)
    clock.advance(250)
    expect((await ada.get('/api/v2/organizations')).list).toEqual([])
    expect((await ada.get('/api/v2/organizations')).status).toBe(429)
    clock.advance(60_000)
    const statuses = []
    for (let index = 0; index < 5; index++) statuses.push((await ada.get('/api/v2/organizations')).status)
    expect(statuses).toEqual([200, 200, 200, 200, 429])
  })

  it('count a user once, however many tokens they have, and teams and organizations by their tokens', async () => {
    const api = await start({ rateLimit: 4, clock: createManualClock() })
    const ada = await api.founder('acme')
    const { data } = await ada.post(`/api/v2/users/${ada.userId}/authentication-tokens`, '', {})
    const second = api.withToken(String(data.attributes['token']))
    const { data: robot } = await ada.call('POST', '/api/v2/organizations/acme/authentication-token')
    const statuses: number[] = []
    for (const caller of [ada, second, second]) statuses.push((await caller.get('/api/v2/organizations')).status)
    expect(statuses.at(-1)).toBe(429)
    expect((await api.withToken(String(robot.attributes['token'])).get('/api/v2/organizations')).status).toBe(200)
  })

  it('count tokens that are not valid against the address they come from', async () => {
    const api = await start({ rateLimit: 4, clock: createManualClock() })
    const statuses: number[] = []
    for (let index = 0; index < 6; index++) {
      const headers = { authorization: `Bearer ${'x'.repeat(13)}${index}.atlasv1.${'y'.repeat(67)}` }
      statuses.push((await api.app.http.inject({ url: '/api/v2/organizations', headers })).statusCode)
    }
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429])
  })

  it('say nothing of a limit when there is none', async () => {
    const api = await start()
    const user = await api.user('ada')
    const { headers } = await user.get('/api/v2/organizations')
    for (const name of LIMIT_HEADERS) expect(headers[name]).toBeUndefined()
  })

  it('refuse a body that is too large, and take one that is not', async () => {
    const api = await start()
    const user = await api.user('ada')
    const refused = await user.call('POST', '/api/v2/organizations', { body: padded(1024 * 1024) })
    expect([refused.status, refused.errors[0]?.status, refused.errors[0]?.title]).toEqual([413, '413', 'too large'])
    expect((await user.get('/api/v2/organizations')).list).toEqual([])
    expect((await user.call('POST', '/api/v2/organizations', { body: padded(1024 * 1000) })).status).toBe(201)
  })

  it('read JSON whatever type it is said to have, and nothing else', async () => {
    const api = await start()
    const user = await api.user('ada')
    const types = [
      'application/vnd.api+json',
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/octet-stream',
    ]
    for (const [index, type] of types.entries()) {
      const body = { data: { attributes: { name: `org${index}`, email: 'a@b.c' } } }
      const answer = await user.call('POST', '/api/v2/organizations', { body, headers: { 'content-type': type, accept: '*/*' } })
      expect([type, answer.status]).toEqual([type, 201])
    }
    for (const body of ['', ' ', '[', '{"data":', 'name=acme', '\u0000', '['.repeat(100_000), '{"a":1}{"b":2}']) {
      const answer = await user.call('POST', '/api/v2/organizations', { body })
      const allowed = body === '' ? 422 : 400
      expect([body.slice(0, 20), answer.status, answer.errors[0]?.status]).toEqual([body.slice(0, 20), allowed, String(allowed)])
    }
  })

  it('bound the values of a body, and the problems that an answer tells', async () => {
    const api = await start()
    const user = await api.user('ada')
    const list = (length: number) =>
      JSON.stringify({ data: { attributes: { name: 'acme', email: 'a@b.c' }, relationships: {} }, more: Array(length).fill(0) })
    const many = await user.call('POST', '/api/v2/organizations', { body: list(30_000) })
    expect([many.status, many.errors[0]?.detail]).toEqual([400, 'The request body must not have more than 20000 values'])
    await user.call('POST', '/api/v2/organizations', { body: list(1) })
    const wrong = { data: Array.from({ length: 5000 }, () => ({ type: 'wrong', id: 1 })) }
    const answer = await user.call('POST', '/api/v2/teams/team-0000000000000000/relationships/users', { body: JSON.stringify(wrong) })
    expect(answer.status).toBe(422)
    expect(answer.errors).toHaveLength(101)
    expect(answer.errors.at(-1)?.detail).toMatch(/^There are \d+ more problems$/)
  })

  it('keep a hostile member from changing anything but itself', async () => {
    const api = await start()
    const user = await api.user('ada')
    const hostile =
      '{"__proto__":{"polluted":true},"data":{"__proto__":{"polluted":true},"attributes":{"name":"acme","email":"a@b.c","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}}'
    const answer = await user.call('POST', '/api/v2/organizations', { body: hostile })
    expect(answer.status).toBe(201)
    expect(Object.keys(answer.data.attributes)).not.toContain('polluted')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
