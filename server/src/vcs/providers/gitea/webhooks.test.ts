import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { giteaWebhooks } from './webhooks.ts'

const SECRET = 'a secret'

function delivery(event: string, payload: unknown, { name = 'gitea', body = Buffer.from(JSON.stringify(payload)) } = {}) {
  const signature = createHmac('sha256', SECRET).update(body).digest('hex')
  return { headers: { [`x-${name}-event`]: event, [`x-${name}-delivery`]: 'd-1', [`x-${name}-signature`]: signature }, body }
}

describe('a delivery from Gitea, Forgejo or Gogs', () => {
  it.each(['gitea', 'forgejo', 'gogs'])('is genuine when %s signed exactly these bytes', (name) => {
    const genuine = delivery('push', { ref: 'refs/tags/v1.0.0' }, { name })
    expect(giteaWebhooks.verify(genuine, SECRET, 0)).toBe(true)
    expect(giteaWebhooks.verify(genuine, 'another', 0)).toBe(false)
    expect(giteaWebhooks.verify({ ...genuine, body: Buffer.concat([genuine.body, Buffer.from(' ')]) }, SECRET, 0)).toBe(false)
    expect(giteaWebhooks.verify({ ...genuine, headers: {} }, SECRET, 0)).toBe(false)
  })

  it.each([
    ['push', { ref: 'refs/tags/v1.0.0' }, 'push', ['refs/tags/v1.0.0'], []],
    ['push', { ref: 'refs/tags/v1.0.0', before: '0'.repeat(40), after: '1'.repeat(40) }, 'push', ['refs/tags/v1.0.0'], ['v1.0.0']],
    ['push', { ref: 'refs/tags/v1.0.0', before: '1'.repeat(64), after: '0'.repeat(64) }, 'push', ['refs/tags/v1.0.0'], ['v1.0.0']],
    ['push', { ref: 'refs/heads/main' }, 'push', ['refs/heads/main'], []],
    ['create', { ref: 'v1.0.0', ref_type: 'tag' }, 'push', ['refs/tags/v1.0.0'], ['v1.0.0']],
    ['delete', { ref: 'v1.0.0', ref_type: 'tag' }, 'push', ['refs/tags/v1.0.0'], ['v1.0.0']],
    ['delete', { ref: 'old', ref_type: 'branch' }, 'push', ['refs/heads/old'], []],
    ['repository', { action: 'deleted' }, 'repository', [], []],
    ['issues', { ref: 7 }, 'ignored', [], []],
    ['push', ['no', 'object'], 'push', [], []],
  ])('named %s with %j is %s of %j', (event, payload, kind, refs, pushedTags) => {
    expect(giteaWebhooks.parse(delivery(event, payload))).toEqual({ kind, event, deliveryId: 'd-1', refs, pushedTags })
  })

  it('is still a push when its body is malformed', () => {
    const broken = delivery('push', null, { body: Buffer.from('{"ref":') })
    expect(giteaWebhooks.parse(broken)).toMatchObject({ kind: 'push', refs: [] })
  })
})
