// What all signing hosts share: the signature covers the whole body and nothing else.
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { RawDelivery } from '../host/webhook-format.ts'
import { SERVICE_PROVIDERS } from './index.ts'

const SECRET = 'a-secret'
const NOW = 1_700_000_000_000

/** A push of many commits, several times as long as any buffer on the way. */
const BODY = Buffer.from(
  JSON.stringify({
    ref: 'refs/tags/v1.0.0',
    commits: Array.from({ length: 2000 }, (_, index) => ({
      id: createHash('sha1').update(String(index)).digest('hex'),
      message: 'größer',
    })),
    after: 'f'.repeat(40),
  }),
)

const hex = (body: Buffer) => createHmac('sha256', SECRET).update(body).digest('hex')

/** As in the Standard Webhooks specification: the key derives from the secret. */
function standardWebhooks(body: Buffer): Record<string, string> {
  const [id, timestamp] = ['msg_1', String(NOW / 1000)]
  const key = createHash('sha256').update(SECRET).digest()
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

const SIGNED: [string, (body: Buffer) => Record<string, string>][] = [
  ['github', (body) => ({ 'x-hub-signature-256': `sha256=${hex(body)}` })],
  ['bitbucket_hosted', (body) => ({ 'x-hub-signature': `sha256=${hex(body)}` })],
  ['bitbucket_data_center', (body) => ({ 'x-hub-signature': `sha256=${hex(body)}` })],
  ['gitea', (body) => ({ 'x-gitea-signature': hex(body) })],
  ['gitea', (body) => ({ 'x-forgejo-signature': hex(body) })],
  ['gitlab_hosted', standardWebhooks],
  ['git', (body) => ({ 'x-hub-signature-256': `sha256=${hex(body)}` })],
  ['git', (body) => ({ 'x-hub-signature': `sha256=${hex(body)}` })],
  ['git', (body) => ({ 'x-gitea-signature': hex(body) })],
]

const flipped = (at: number) => {
  const altered = Buffer.from(BODY)
  altered.writeUInt8(altered.readUInt8(at) ^ 1, at)
  return altered
}

describe.each(SIGNED)('a signed delivery of %s', (serviceProvider, sign) => {
  const verify = (delivery: RawDelivery, secret = SECRET) => SERVICE_PROVIDERS[serviceProvider]?.webhooks?.verify(delivery, secret, NOW)
  const headers = sign(BODY)

  it('is authentic, however long it is', () => {
    expect(verify({ headers, body: BODY })).toBe(true)
    expect(verify({ headers, body: BODY }, 'another')).toBe(false)
  })

  it.each([
    ['its first byte altered', flipped(0)],
    ['a byte in the middle altered', flipped(BODY.length >> 1)],
    ['its last byte altered', flipped(BODY.length - 1)],
    ['a byte appended', Buffer.concat([BODY, Buffer.from(' ')])],
    ['its last byte cut off', BODY.subarray(0, -1)],
    ['its second half cut off', BODY.subarray(0, BODY.length >> 1)],
    ['nothing in it', Buffer.alloc(0)],
  ])('is not authentic with %s', (_change, body) => {
    expect(verify({ headers, body })).toBe(false)
  })

  it('is not authentic with a truncated signature, or with that of another body', () => {
    const [name = '', value = ''] = Object.entries(headers).at(-1) ?? []
    for (const given of [
      '',
      value.slice(0, -1),
      value.slice(0, value.length - 32),
      `${value}00`,
      Object.values(sign(Buffer.from('{}'))).at(-1),
    ]) {
      expect([given, verify({ headers: { ...headers, [name]: given }, body: BODY })]).toEqual([given, false])
    }
  })
})
