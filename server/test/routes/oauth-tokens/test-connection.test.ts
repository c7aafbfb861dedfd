import { afterEach, expect, it } from 'vitest'
import { type AdministeredApi, describeAdministered } from '../../support/administered-api.ts'
import { type ConnectedApp, connectedApp } from '../../vcs/connected-app.ts'
import type { FakeRequest } from '../../vcs/fakes/fake-host.ts'
import { fill, moduleRepository } from '../../vcs/listed-repositories.ts'

interface Check {
  name: string
  status: string
  detail: string
  permission: string | null
}

const IN_ORDER = ['address', 'credential', 'repositories', 'git', 'webhooks']

const plainGit = ({ url, token }: { url: string; token: string }) => ({
  'service-provider': 'git',
  'http-url': url,
  'oauth-token-string': token,
})

const tested = async (app: AdministeredApi, oauthTokenId: string, query = '') => {
  const answer = await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/test${query}`)
  expect([answer.status, answer.text]).toEqual([200, answer.text])
  const { attributes, type, id } = JSON.parse(answer.text).data
  expect([type, id]).toEqual(['connection-tests', oauthTokenId])
  const checks: Check[] = attributes.checks
  return { text: answer.text, passed: attributes.passed, checks, statuses: checks.map(({ status }) => status) }
}

describeAdministered(
  'POST oauth-tokens/:id/actions/test',
  (start) => {
    const endings: (() => Promise<void>)[] = []
    afterEach(async () => {
      for (const end of endings.splice(0)) await end()
    })
    const connected = async (options?: Parameters<typeof connectedApp>[2]): Promise<ConnectedApp> => {
      const made = await connectedApp('gitea', start, options)
      endings.push(() => made.close())
      return made
    }

    it('reports every passed check, and stores the user of the credential', async () => {
      const { app, host, oauthTokenId, token } = await connected()
      await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0', 'v1.1.0'])
      fill(host, 70)
      const { passed, checks, text } = await tested(app, oauthTokenId)
      expect([passed, checks.map(({ name }) => name)]).toEqual([true, IN_ORDER])
      expect(checks.map(({ status, permission }) => [status, permission])).toEqual(IN_ORDER.map(() => ['passed', null]))
      expect(checks.map(({ detail }) => detail)).toEqual([
        expect.stringContaining(host.url),
        'accepted as ada',
        expect.stringContaining('50 visible on the first page'),
        'platform/terraform-aws-vpc can be read, with 2 tags',
        expect.stringContaining('50 of 50'),
      ])
      expect((await token()).attributes['service-provider-user']).toBe('ada')
      expect(text).not.toContain(host.token)
    })

    it('names the permission that is missing', async () => {
      const { app, host, oauthTokenId } = await connected()
      await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'], { admin: false })
      const { passed, checks } = await tested(app, oauthTokenId)
      expect([passed, checks.at(-1)]).toEqual([
        false,
        { name: 'webhooks', status: 'failed', detail: expect.any(String), permission: expect.stringContaining('write:repository') },
      ])
      const allowUser = forbid(host, '/api/v1/user')
      const limited = await tested(app, oauthTokenId)
      expect(limited.checks[1]).toMatchObject({ status: 'failed', permission: 'read:user', detail: expect.stringContaining('scope') })
      expect(limited.checks[2]).toMatchObject({ status: 'failed', permission: expect.stringContaining('read:user') })
      allowUser()
      forbid(host, '/api/v1/repos/search')
      expect((await tested(app, oauthTokenId)).checks[2]).toMatchObject({
        status: 'failed',
        permission: expect.stringContaining('read:repository'),
      })
    })

    it('works on a broken connection: a revoked token, and the same one when it is valid again', async () => {
      const { app, host, oauthTokenId, token } = await connected()
      await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'])
      host.revokeEverything()
      const broken = await tested(app, oauthTokenId)
      expect(broken.statuses).toEqual(['passed', 'failed', 'skipped', 'skipped', 'skipped'])
      expect(broken.checks[1]?.detail).toContain('401')
      expect((await token()).attributes).toMatchObject({ state: 'needs-reauthorization' })
      expect((await tested(app, oauthTokenId)).statuses).toEqual(broken.statuses)
      host.token = host.token.replace('revoked-', '')
      expect((await tested(app, oauthTokenId)).passed).toBe(true)
      expect((await token()).attributes).toMatchObject({ state: 'active', 'state-detail': null })
    })

    it('says that the host does not answer', async () => {
      const { app, host, oauthTokenId } = await connected()
      await host.goDown()
      const { statuses, checks } = await tested(app, oauthTokenId)
      expect(statuses).toEqual(['failed', 'skipped', 'skipped', 'skipped', 'skipped'])
      expect(checks[0]?.detail).toMatch(/./)
      await host.comeBack()
    })

    it('tests a named repository, and what is possible on a host without an API', async () => {
      const { app, host, oauthTokenId } = await connected({ attributes: plainGit })
      await moduleRepository(host, 'terraform-aws-vpc', ['v1.0.0'])
      expect((await tested(app, oauthTokenId)).statuses).toEqual(['passed', 'skipped', 'skipped', 'skipped', 'skipped'])
      const named = await tested(app, oauthTokenId, '?identifier=platform/terraform-aws-vpc')
      expect(named.statuses).toEqual(['passed', 'skipped', 'skipped', 'passed', 'skipped'])
      const missing = await tested(app, oauthTokenId, '?identifier=platform/none')
      expect([missing.passed, missing.statuses[3]]).toEqual([false, 'failed'])
      expect((await app.request('POST', `/api/v2/oauth-tokens/${oauthTokenId}/actions/test?identifier=../x`)).status).toBe(422)
    })
  },
  { one: true },
)

/** Makes the host answer this path as for a token without the scope. */
/** @returns a function that allows it again */
function forbid(host: ConnectedApp['host'], path: string): () => void {
  const answering = host as unknown as { answer(request: FakeRequest): unknown }
  const before = answering.answer.bind(host)
  const body = { message: 'token does not have at least one of required scope(s)' }
  answering.answer = (request) => (request.path === path ? { status: 403, body } : before(request))
  return () => {
    answering.answer = before
  }
}
