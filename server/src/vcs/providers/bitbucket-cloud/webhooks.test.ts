import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeBitbucketCloud } from '../../../../test/vcs/fakes/bitbucket-cloud.ts'
import { ZEROES } from '../../../../test/vcs/fakes/fake-host.ts'
import { accessOf, apiOf } from '../../../../test/vcs/host-access.ts'
import type { RawDelivery } from '../../host/webhook-format.ts'
import { bitbucketCloudProvider } from './provider.ts'
import { bitbucketCloudWebhooks } from './webhooks.ts'

const SECRET = '5'.repeat(64)
const NOW = 1_700_000_000_000

let host: FakeBitbucketCloud

beforeEach(async () => {
  host = await new FakeBitbucketCloud(async () => ({ status: 202 })).start()
})
afterEach(async () => {
  await host.close()
})

/** Creates a hook through the API, pushes a tag, and captures the delivery. */
async function tagDelivery(): Promise<RawDelivery> {
  const { id } = await host.createRepository('acme/terraform-aws-vpc')
  const api = apiOf(bitbucketCloudProvider, accessOf(host.tokenConnection()))
  await api.createWebhook(await api.readRepository({ externalId: id }), { url: 'https://registry.example.com/webhooks/1', secret: SECRET })
  for (const repository of host.repositories) await host.push(repository, { files: { 'main.tf': '' }, tags: ['v1.0.0'] })
  return lastSent()
}

function lastSent(): RawDelivery {
  const sent = host.sent.at(-1)
  if (sent === undefined) throw new Error('nothing was sent')
  return { headers: sent.headers, body: Buffer.from(sent.body) }
}

describe('a delivery from Bitbucket', () => {
  it('is genuine when it is signed with the secret', async () => {
    expect(bitbucketCloudWebhooks.verify(await tagDelivery(), SECRET, NOW)).toBe(true)
  })

  it('is not genuine with another secret, an altered byte, or no signature', async () => {
    const delivery = await tagDelivery()
    expect(bitbucketCloudWebhooks.verify(delivery, '6'.repeat(64), NOW)).toBe(false)
    const altered = Buffer.from(delivery.body)
    altered[10] = (altered[10] ?? 0) ^ 1
    expect(bitbucketCloudWebhooks.verify({ ...delivery, body: altered }, SECRET, NOW)).toBe(false)
    for (const signature of [undefined, '', 'sha256=', 'sha1=abc'])
      expect(bitbucketCloudWebhooks.verify({ ...delivery, headers: { 'x-hub-signature': signature } }, SECRET, NOW)).toBe(false)
  })

  it('names created and deleted tags, and branches', async () => {
    const delivery = await tagDelivery()
    expect(bitbucketCloudWebhooks.parse(delivery)).toEqual({
      kind: 'push',
      event: 'repo:push',
      deliveryId: delivery.headers['x-request-uuid'],
      refs: ['refs/tags/v1.0.0'],
      pushedTags: ['v1.0.0'],
    })
    for (const repository of host.repositories) {
      await host.tell({ repository, ref: 'refs/tags/v0.9.0', before: 'a'.repeat(40), after: ZEROES })
      expect(bitbucketCloudWebhooks.parse(lastSent())).toMatchObject({ kind: 'push', refs: ['refs/tags/v0.9.0'], pushedTags: ['v0.9.0'] })
      await host.tell({ repository, ref: 'refs/heads/main', before: ZEROES, after: 'a'.repeat(40) })
      expect(bitbucketCloudWebhooks.parse(lastSent())).toMatchObject({ kind: 'push', refs: ['refs/heads/main'], pushedTags: [] })
    }
  })

  it('without changes is a push all the same', async () => {
    await tagDelivery()
    for (const repository of host.repositories)
      for (const hook of host.hooks) await host.send(hook.url, host.emptyDelivery(hook, repository))
    expect(bitbucketCloudWebhooks.verify(lastSent(), SECRET, NOW)).toBe(true)
    expect(bitbucketCloudWebhooks.parse(lastSent())).toMatchObject({ kind: 'push', refs: [] })
  })

  it.each([
    [
      'repo:push',
      '{"push":{"changes":[{"new":{"type":"tag","name":"v1"},"old":null},{"new":null,"old":{"type":"tag","name":"v0"}}]}}',
      { kind: 'push', refs: ['refs/tags/v1', 'refs/tags/v0'] },
    ],
    ['repo:push', '{broken', { kind: 'push', refs: [] }],
    ['repo:push', 'null', { kind: 'push', refs: [] }],
    ['repo:transfer', '{}', { kind: 'repository', refs: [] }],
    ['diagnostics:ping', '{"test":true}', { kind: 'ping' }],
    ['issue:created', '{}', { kind: 'ignored', event: 'issue:created' }],
  ])('of %s with the body %s is parsed as far as possible', (event, body, expected) => {
    expect(bitbucketCloudWebhooks.parse({ headers: { 'x-event-key': event }, body: Buffer.from(body) })).toMatchObject(expected)
  })

  it('of no event is ignored', () => {
    expect(bitbucketCloudWebhooks.parse({ headers: {}, body: Buffer.from('{}') })).toMatchObject({ kind: 'ignored', deliveryId: undefined })
  })
})
