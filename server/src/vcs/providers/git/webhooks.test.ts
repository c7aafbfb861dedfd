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
  })
})
