import { describe, expect, it } from 'vitest'
import { hmacHex } from '../../host/signatures.ts'
import { dataCenterWebhooks } from './webhooks.ts'

const SECRET = 'swordfish'

function delivery(content: unknown, event = 'repo:refs_changed') {
  const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
  const headers = { 'x-event-key': event, 'x-request-id': 'r-1', 'x-hub-signature': `sha256=${hmacHex(SECRET, body)}` }
  return { headers, body }
}

const change = (id: string, type: string) => ({ ref: { id, displayId: id.split('/').at(-1), type: 'TAG' }, refId: id, type })

describe('deliveries of Bitbucket Data Center', () => {
  it('are accepted only with the signature of exactly these bytes', () => {
    const given = delivery({ changes: [] })
    const { 'x-hub-signature': signature, ...unsigned } = given.headers
    const verify = (changes: object, secret = SECRET) => dataCenterWebhooks.verify({ ...given, ...changes }, secret, 0)
    expect(verify({})).toBe(true)
    expect(verify({}, 'other')).toBe(false)
    expect(verify({ body: Buffer.concat([given.body, Buffer.from(' ')]) })).toBe(false)
    expect(verify({ headers: unsigned })).toBe(false)
    expect(verify({ headers: { ...unsigned, 'x-hub-signature': signature.replace('sha256=', 'sha1=') } })).toBe(false)
    expect(verify({ headers: { ...unsigned, 'x-hub-signature': '' } })).toBe(false)
  })

  it('name everything that a push changed', () => {
    const changes = [change('refs/tags/v1.0.0', 'ADD'), change('refs/tags/v0.1.0', 'DELETE'), change('refs/heads/main', 'UPDATE')]
    expect(dataCenterWebhooks.parse(delivery({ repository: { id: 84 }, changes }))).toEqual({
      kind: 'push',
      event: 'repo:refs_changed',
      deliveryId: 'r-1',
      refs: ['refs/tags/v1.0.0', 'refs/tags/v0.1.0', 'refs/heads/main'],
      pushedTags: ['v1.0.0', 'v0.1.0'],
      repositoryExternalId: '84',
    })
  })

  it('of versions that only name the ref count as well', () => {
    expect(dataCenterWebhooks.parse(delivery({ changes: [{ refId: 'refs/tags/v1.0.0' }, {}] }))).toMatchObject({
      refs: ['refs/tags/v1.0.0'],
    })
  })

  it.each([
    ['diagnostics:ping', 'ping'],
    ['repo:modified', 'repository'],
    ['pr:opened', 'ignored'],
  ])('of the event %s are a %s', (event, kind) => {
    expect(dataCenterWebhooks.parse(delivery({ test: true }, event))).toMatchObject({ kind, event, refs: [] })
  })

  it.each(['{', '[]', 'null', '{"changes": 1}', '{"changes": [null]}', ''])(
    'that cannot be read (%s) still mean that it is time to look',
    (body) => {
      expect(dataCenterWebhooks.parse(delivery(body))).toMatchObject({ kind: 'push', refs: [] })
    },
  )

  it('without an event are ignored', () => {
    expect(dataCenterWebhooks.parse({ headers: {}, body: Buffer.from('{}') })).toMatchObject({ kind: 'ignored', deliveryId: undefined })
  })
})
