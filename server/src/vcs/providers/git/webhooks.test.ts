import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { gitWebhooks } from './webhooks.ts'

const SECRET = '5f'.repeat(32)
const body = Buffer.from('{"any": "thing"}')
const hex = createHmac('sha256', SECRET).update(body).digest('hex')
const basic = (password: string) => `Basic ${Buffer.from(`me:${password}`).toString('base64')}`

describe('a webhook that users create by hand', () => {
  it.each<[string, Record<string, string>]>([
    ['GitHub or Bitbucket Cloud', { 'x-hub-signature-256': `sha256=${hex}` }],
    ['Bitbucket', { 'x-hub-signature': `sha256=${hex}` }],
    ['Gitea', { 'x-gitea-signature': hex }],
    ['Forgejo', { 'x-forgejo-signature': hex }],
    ['Gogs', { 'x-gogs-signature': hex, 'x-gogs-event': 'push' }],
    ['GitLab', { 'x-gitlab-token': SECRET }],
    ['Azure DevOps', { authorization: basic(SECRET) }],
    ['a script', { authorization: `Bearer ${SECRET}` }],
  ])('is accepted with the proof of %s', (_host, headers) => {
    expect(gitWebhooks.verify({ headers, body }, SECRET, 0)).toBe(true)
    expect(gitWebhooks.verify({ headers, body }, 'another', 0)).toBe(false)
  })

  it('requires a proof', () => {
    for (const headers of [{}, { 'x-hub-signature-256': '' }, { authorization: 'Basic !!' }, { authorization: basic('') }]) {
      expect(gitWebhooks.verify({ headers, body }, SECRET, 0)).toBe(false)
    }
  })

  it('triggers a sync, whatever its body; a test of the address does not', () => {
    expect(gitWebhooks.parse({ headers: {}, body })).toMatchObject({ kind: 'push', refs: [] })
    expect(gitWebhooks.parse({ headers: { 'x-github-event': 'ping' }, body })).toMatchObject({ kind: 'ping' })
    for (const event of ['issues', 'star']) {
      expect(gitWebhooks.parse({ headers: { 'x-github-event': event }, body })).toMatchObject({ kind: 'push', event })
    }
  })

  const [from, to] = ['0'.repeat(40), '1'.repeat(40)]
  const pushed = { ref: 'refs/tags/v1.0.0', before: from, after: to }
  const azure = { id: 'e-1', eventType: 'git.push', resource: { refUpdates: [{ name: pushed.ref, oldObjectId: from, newObjectId: to }] } }
  it.each<[string, Record<string, string>, object, string | undefined]>([
    ['GitHub', { 'x-github-event': 'push', 'x-github-delivery': 'd-1' }, pushed, 'd-1'],
    [
      'Gitea',
      { 'x-gitea-event': 'create', 'x-github-event': 'create', 'x-gitea-delivery': 'd-1' },
      { ref: 'v1.0.0', ref_type: 'tag' },
      'd-1',
    ],
    ['Forgejo', { 'x-forgejo-event': 'push', 'x-forgejo-delivery': 'd-1' }, pushed, 'd-1'],
    ['Gogs', { 'x-gogs-event': 'push', 'x-gogs-delivery': 'd-1' }, pushed, 'd-1'],
    ['GitLab', { 'x-gitlab-event': 'Tag Push Hook', 'idempotency-key': 'd-1' }, { ...pushed, object_kind: 'tag_push' }, 'd-1'],
    [
      'Bitbucket Cloud',
      { 'x-event-key': 'repo:push', 'x-request-uuid': 'd-1' },
      { push: { changes: [{ old: null, new: { type: 'tag', name: 'v1.0.0' } }] } },
      'd-1',
    ],
    [
      'Bitbucket Data Center',
      { 'x-event-key': 'repo:refs_changed', 'x-request-id': 'd-1' },
      { changes: [{ ref: { id: pushed.ref }, type: 'ADD' }] },
      'd-1',
    ],
    ['Azure DevOps', {}, azure, 'e-1'],
    ['a script', {}, pushed, undefined],
  ])('names the tag that %s reports', (_sender, headers, payload, deliveryId) => {
    const read = gitWebhooks.parse({ headers, body: Buffer.from(JSON.stringify(payload)) })
    expect(read).toMatchObject({ kind: 'push', deliveryId, refs: ['refs/tags/v1.0.0'], pushedTags: ['v1.0.0'] })
  })
})
