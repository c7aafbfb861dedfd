import { describe, expect, it } from 'vitest'
import { azureDevOpsWebhooks } from './webhooks.ts'

const SECRET = 'swordfish'

function delivery(content: unknown, password = SECRET) {
  const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
  return { headers: { authorization: `Basic ${Buffer.from(`terrace:${password}`).toString('base64')}` }, body }
}

describe('deliveries of Azure DevOps', () => {
  it('are accepted only with the password', () => {
    const verify = (given: Parameters<typeof azureDevOpsWebhooks.verify>[0]) => azureDevOpsWebhooks.verify(given, SECRET, 0)
    const { body } = delivery({})
    expect(verify(delivery({}))).toBe(true)
    expect(verify(delivery({}, 'other'))).toBe(false)
    expect(verify(delivery({}, ''))).toBe(false)
    expect(verify({ headers: {}, body })).toBe(false)
    expect(verify({ headers: { authorization: `Bearer ${SECRET}` }, body })).toBe(false)
    expect(verify({ headers: { authorization: `Basic ${Buffer.from(SECRET).toString('base64')}` }, body })).toBe(false)
  })

  it('name everything that a push changed', () => {
    const names = ['refs/tags/v1.0.0', 'refs/tags/v0.1.0', 'refs/heads/main']
    const refUpdates = names.map((name) => ({ name, oldObjectId: '0'.repeat(40), newObjectId: '1'.repeat(40) }))
    const resource = { refUpdates, repository: { id: 'guid', project: { id: 'p' } } }
    expect(azureDevOpsWebhooks.parse(delivery({ id: 'e-1', notificationId: 3, eventType: 'git.push', resource }))).toEqual({
      kind: 'push',
      event: 'git.push',
      deliveryId: 'e-1',
      refs: names,
      pushedTags: ['v1.0.0', 'v0.1.0'],
      repositoryExternalId: 'guid',
    })
  })

  it.each([
    ['git.repo.renamed', 'repository'],
    ['git.pullrequest.created', 'ignored'],
  ])('of the event %s are a %s', (event, kind) => {
    expect(azureDevOpsWebhooks.parse(delivery({ id: 'e-1', eventType: event }))).toMatchObject({ kind, event, refs: [] })
  })

  it('of a push in another format still trigger a sync', () => {
    expect(azureDevOpsWebhooks.parse(delivery({ eventType: 'git.push', resource: 1 }))).toMatchObject({ kind: 'push', refs: [] })
  })

  it.each(['{', '[]', 'null', '', '{"eventType": 1}'])('that cannot be read (%s) are ignored', (body) => {
    expect(azureDevOpsWebhooks.parse(delivery(body))).toMatchObject({ kind: 'ignored', event: 'unknown' })
  })
})
