import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ZEROES } from '../../../../test/vcs/fakes/fake-host.ts'
import { FakeGitLab } from '../../../../test/vcs/fakes/gitlab.ts'
import { accessOf, apiOf } from '../../../../test/vcs/host-access.ts'
import type { RawDelivery } from '../../host/webhook-format.ts'
import { gitlabProvider } from './provider.ts'
import { gitlabWebhooks } from './webhooks.ts'

const SECRET = '5'.repeat(64)
const NOW = 1_700_000_000_000
const MINUTE = 60_000

let host: FakeGitLab

beforeEach(async () => {
  host = await new FakeGitLab(async () => ({ status: 202 })).start()
  host.now = () => NOW
})
afterEach(async () => {
  await host.close()
})

/** Creates a hook through the API, pushes a tag, and captures the delivery. */
async function tagDelivery(): Promise<RawDelivery> {
  const { id } = await host.createRepository('acme/terraform-aws-vpc')
  const api = apiOf(gitlabProvider, accessOf(host.tokenConnection()))
  await api.createWebhook(await api.readRepository({ externalId: id }), { url: 'https://registry.example.com/webhooks/1', secret: SECRET })
  for (const repository of host.repositories) await host.push(repository, { files: { 'main.tf': '' }, annotatedTags: ['v1.0.0'] })
  return lastSent()
}

function lastSent(): RawDelivery {
  const sent = host.sent.at(-1)
  if (sent === undefined) throw new Error('nothing was sent')
  return { headers: sent.headers, body: Buffer.from(sent.body) }
}

function without(delivery: RawDelivery, header: string): RawDelivery {
  return { ...delivery, headers: { ...delivery.headers, [header]: undefined } }
}

describe('a delivery from GitLab', () => {
  it('is authentic when signed with the secret within five minutes', async () => {
    const delivery = await tagDelivery()
    expect(delivery.headers['webhook-signature']).toMatch(/^v1,/)
    expect(gitlabWebhooks.verify(delivery, SECRET, NOW)).toBe(true)
    expect(gitlabWebhooks.verify(delivery, SECRET, NOW + 4 * MINUTE)).toBe(true)
    expect(gitlabWebhooks.verify(delivery, SECRET, NOW + 6 * MINUTE)).toBe(false)
    expect(gitlabWebhooks.verify(delivery, SECRET, NOW - 6 * MINUTE)).toBe(false)
  })

  it('may carry several signatures, one of which is right', async () => {
    const { headers, body } = await tagDelivery()
    const both = { body, headers: { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` } }
    expect(gitlabWebhooks.verify(both, SECRET, NOW)).toBe(true)
  })

  it('is not authentic with another secret, an altered byte, or a truncated signature', async () => {
    const delivery = await tagDelivery()
    expect(gitlabWebhooks.verify(delivery, '6'.repeat(64), NOW)).toBe(false)
    const altered = Buffer.from(delivery.body)
    altered[10] = (altered[10] ?? 0) ^ 1
    expect(gitlabWebhooks.verify({ ...delivery, body: altered }, SECRET, NOW)).toBe(false)
    for (const header of ['webhook-id', 'webhook-timestamp'])
      expect(gitlabWebhooks.verify(without(delivery, header), SECRET, NOW)).toBe(false)
    const wrong = { ...delivery, headers: { ...delivery.headers, 'webhook-signature': 'v1,AAAA' } }
    expect(gitlabWebhooks.verify(wrong, SECRET, NOW)).toBe(false)
  })

  it('of a server without signatures has the secret', async () => {
    host.signs = false
    const delivery = await tagDelivery()
    expect(delivery.headers['webhook-signature']).toBeUndefined()
    expect(gitlabWebhooks.verify(delivery, SECRET, NOW)).toBe(true)
    expect(gitlabWebhooks.verify(delivery, '6'.repeat(64), NOW)).toBe(false)
    expect(gitlabWebhooks.verify(without(delivery, 'x-gitlab-token'), SECRET, NOW)).toBe(false)
  })

  it('names created and deleted tags', async () => {
    const delivery = await tagDelivery()
    expect(gitlabWebhooks.parse(delivery)).toEqual({
      kind: 'push',
      event: 'tag_push',
      deliveryId: delivery.headers['idempotency-key'],
      refs: ['refs/tags/v1.0.0'],
      pushedTags: ['v1.0.0'],
    })
    for (const repository of host.repositories)
      await host.tell({ repository, ref: 'refs/tags/v0.9.0', before: 'a'.repeat(40), after: ZEROES })
    expect(gitlabWebhooks.parse(lastSent())).toMatchObject({ kind: 'push', refs: ['refs/tags/v0.9.0'], pushedTags: ['v0.9.0'] })
  })

  it('names branches', async () => {
    await tagDelivery()
    for (const repository of host.repositories)
      await host.tell({ repository, ref: 'refs/heads/main', before: ZEROES, after: 'a'.repeat(40) })
    expect(gitlabWebhooks.parse(lastSent())).toMatchObject({ kind: 'push', event: 'push', refs: ['refs/heads/main'], pushedTags: [] })
  })

  it.each([
    ['{"object_kind":"issue"}', { kind: 'ignored', event: 'issue' }],
    ['{"event_name":"project_rename"}', { kind: 'repository', event: 'project_rename' }],
    ['{"object_kind":"push","ref":5}', { kind: 'push', event: 'push', refs: [] }],
    ['{"object_kind":"push"}', { kind: 'push', refs: [] }],
    ['{broken', { kind: 'push', event: 'push', refs: [] }],
    ['null', { kind: 'push', event: 'push', refs: [] }],
  ])('with the body %s is parsed as far as possible', (body, expected) => {
    const delivery = { headers: { 'x-gitlab-event': 'Push Hook', 'x-gitlab-event-uuid': '7' }, body: Buffer.from(body) }
    expect(gitlabWebhooks.parse(delivery)).toMatchObject({ deliveryId: '7', ...expected })
  })
})
