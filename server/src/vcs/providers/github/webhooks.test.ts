import { afterAll, describe, expect, it } from 'vitest'
import { FakeGithub } from '../../../../test/vcs/fakes/github.ts'
import { githubWebhooks } from './webhooks.ts'

const SECRET = 'a-secret'
const REPOSITORY = { id: 1296269, full_name: 'acme/terraform-aws-vpc' }

const host = new FakeGithub(async () => ({ status: 202 }))
afterAll(() => host.close())

function delivery(event: string, payload: Record<string, unknown>, secret = SECRET) {
  const { headers, body } = host.signed(secret, event, payload)
  return { headers: headers as Record<string, string | undefined>, body: Buffer.from(body) }
}

describe('a delivery of GitHub', () => {
  it('is accepted only with the right signature of every byte', () => {
    const good = delivery('push', { ref: 'refs/tags/v1.0.0' })
    expect(githubWebhooks.verify(good, SECRET, 0)).toBe(true)
    expect(githubWebhooks.verify(good, 'another', 0)).toBe(false)
    const altered = Buffer.from(good.body)
    altered[altered.length - 2] = 0x20
    expect(githubWebhooks.verify({ ...good, body: altered }, SECRET, 0)).toBe(false)
    const unsigned = { ...good.headers, 'x-hub-signature-256': undefined }
    expect(githubWebhooks.verify({ ...good, headers: unsigned }, SECRET, 0)).toBe(false)
    const sha1 = { ...unsigned, 'x-hub-signature': 'sha1=00' }
    expect(githubWebhooks.verify({ ...good, headers: sha1 }, SECRET, 0)).toBe(false)
  })

  it.each([
    ['push', { ref: 'refs/tags/v1.0.0', after: 'a' }, 'push', ['refs/tags/v1.0.0'], []],
    ['push', { ref: 'refs/tags/v1.0.0', deleted: true, after: '0'.repeat(40) }, 'push', ['refs/tags/v1.0.0'], ['v1.0.0']],
    ['push', { ref: 'refs/tags/v1.0.0', created: true }, 'push', ['refs/tags/v1.0.0'], ['v1.0.0']],
    ['push', { ref: 'refs/tags/a/v1', before: '0'.repeat(40), after: 'a'.repeat(40) }, 'push', ['refs/tags/a/v1'], ['a/v1']],
    ['push', { ref: 'refs/heads/main', created: true }, 'push', ['refs/heads/main'], []],
    ['create', { ref: 'v2.0.0', ref_type: 'tag' }, 'push', ['refs/tags/v2.0.0'], ['v2.0.0']],
    ['delete', { ref: 'v2.0.0', ref_type: 'tag' }, 'push', ['refs/tags/v2.0.0'], ['v2.0.0']],
    ['delete', { ref: 'old', ref_type: 'branch' }, 'push', ['refs/heads/old'], []],
    ['create', { ref: null, ref_type: 'repository' }, 'push', [], []],
    ['repository', { action: 'renamed' }, 'repository', [], []],
    ['ping', { zen: 'Keep it logically awesome.' }, 'ping', [], []],
    ['star', { action: 'created' }, 'ignored', [], []],
  ])('%s reports its event', (event, payload, kind, refs, pushedTags) => {
    const read = delivery(event, { ...payload, repository: REPOSITORY })
    const { deliveryId, ...notice } = githubWebhooks.parse(read)
    expect(notice).toEqual({ kind, event, refs, pushedTags, repositoryExternalId: '1296269' })
    expect(deliveryId).toBe(read.headers['x-github-delivery'])
  })

  it("may be a form with JSON in it, which is GitHub's default", () => {
    const body = Buffer.from(
      new URLSearchParams({ payload: JSON.stringify({ ref: 'refs/tags/v1.0.0', repository: REPOSITORY }) }).toString(),
    )
    const { headers } = delivery('push', {})
    expect(githubWebhooks.parse({ headers, body })).toMatchObject({ kind: 'push', refs: ['refs/tags/v1.0.0'] })
  })

  it('that is malformed is ignored', () => {
    const { headers } = delivery('push', {})
    for (const body of ['', '{', '[]', 'null', '"x"', 'payload=%7B', '\u0000']) {
      expect(githubWebhooks.parse({ headers, body: Buffer.from(body) })).toMatchObject({ kind: 'ignored', refs: [] })
    }
    expect(githubWebhooks.parse({ headers: {}, body: Buffer.from('{"ref":5,"repository":[]}') })).toMatchObject({
      kind: 'ignored',
      refs: [],
    })
  })
})
