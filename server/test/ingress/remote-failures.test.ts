// A git host that is down, hangs, redirects, refuses or sends too much: what users see, and that everything arrives in the end.
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import { startGitRemote } from '../support/git-remote.ts'
import { CREDENTIAL, connectGitHost, ORGANIZATION, tagged } from './git-host.ts'

const AN_HOUR = 3_600_000

const isGood = (index: number) => index % 4 === 0

describeAdministered(
  'imports from a git host that misbehaves',
  (start) => {
    it('catch up when a host is back, and say meanwhile why nothing arrives', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commits([tagged('v1.0.0'), tagged('v1.1.0')])
      const module = await host.publish()
      await host.remote.goDown()
      await server.runJobs()
      expect(await module.read()).toMatchObject({ status: 'pending', 'status-detail': expect.stringContaining('cannot be reached') })
      await server.pass(4000)
      expect(await server.troubledJobs()).toMatchObject([{ state: 'queued' }])
      await host.remote.comeBack()
      await server.pass(60_000)
      expect(await module.read()).toMatchObject({ status: 'setup_complete', 'status-detail': null })
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '1.1.0': 'ok' })
    })

    it('catch up automatically even when the host was down for longer than any retry', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commit(tagged('v1.0.0'))
      const module = await host.publish()
      await host.remote.goDown()
      for (let hour = 0; hour < 14; hour++) await server.pass(AN_HOUR)
      await host.remote.comeBack()
      await server.pass(AN_HOUR)
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
      server.allowTroubledJobs()
    })

    it('say why nothing arrives when the tags can be listed but not fetched', async () => {
      const server = await start()
      let posts = 0
      let broken = false
      const faults = ({ method }: { method: string }) => {
        if (method === 'POST') posts++
        return broken && posts > 1 ? ({ kind: 'status', status: 503 } as const) : undefined
      }
      await using host = await connectGitHost(server, { faults })
      await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.0.0'))
      const module = await host.publish()
      posts = 0
      broken = true
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'pending' })
      expect((await module.read())['status-detail']).toContain('cannot be reached or gave no valid answer')
      broken = false
      await server.pass(AN_HOUR)
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
      expect(await module.read()).toMatchObject({ status: 'setup_complete', 'status-detail': null })
    })

    it('keep versions pending when access was revoked between listing and fetching', async () => {
      const server = await start()
      let posts = 0
      let forbidden = false
      const faults = ({ method }: { method: string }) => {
        if (method === 'POST') posts++
        return forbidden && posts > 1 ? ({ kind: 'status', status: 403 } as const) : undefined
      }
      await using host = await connectGitHost(server, { faults })
      await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.0.0'))
      const module = await host.publish()
      posts = 0
      forbidden = true
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'pending' })
      expect((await module.read())['status-detail']).toContain('does not accept the credential')
      forbidden = false
      await server.pass(AN_HOUR)
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
    })

    it.each(['hang', 'stall'] as const)('give up on a host that %ss, name the limit, and try again', async (kind) => {
      const server = await start({ tuning: { gitLimits: { listTimeoutMs: 5000 } } })
      await using host = await connectGitHost(server)
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commit(tagged('v1.0.0'))
      const module = await host.publish()
      host.remote.setFault({ kind })
      await server.runJobs()
      expect((await module.read())['status-detail']).toContain('within 5 seconds')
      host.remote.setFault(undefined)
      await server.pass(60_000)
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
      expect(await module.read()).toMatchObject({ 'status-detail': null })
    })

    it('do not follow a redirect, and send the other host no credential', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commit(tagged('v1.0.0'))
      const module = await host.publish()
      const thief = await startGitRemote({ root: repository.directory })
      try {
        host.remote.setFault({ kind: 'redirect', to: thief.url })
        await server.runJobs()
        const { status, 'status-detail': detail } = await module.read()
        expect(detail).toMatch(/redirect, which is not followed/)
        expect(status).toBe('setup_failed')
        const refused = await host.tryPublish({ name: 'other', provider: 'aws' })
        expect(refused.status).toBe(422)
        expect(refused.text).toMatch(/redirect/)
        expect(thief.requests).toEqual([])
        const secret = Buffer.from(`${CREDENTIAL.username}:${CREDENTIAL.password}`).toString('base64')
        for (const words of [detail, refused.text, server.log()]) {
          expect(words).not.toContain(CREDENTIAL.password)
          expect(words).not.toContain(secret)
        }
        host.remote.setFault(undefined)
        await server.pass(AN_HOUR)
        expect(await module.read()).toMatchObject({ status: 'setup_complete', 'status-detail': null })
      } finally {
        await thief.close()
      }
    })

    it('refuse versions beyond the limit and name it, without affecting others', async () => {
      const server = await start({ tuning: { gitLimits: { packBytes: 1024 * 1024 } } })
      await using host = await connectGitHost(server)
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commits([
        tagged('v1.0.0'),
        tagged('v1.1.0', { 'main.tf': '# big\n', 'big.bin': randomBytes(3 * 1024 * 1024) }),
        tagged('v1.2.0', { 'main.tf': '# small\n', 'big.bin': null }),
      ])
      const module = await host.publish()
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '1.1.0': 'clone_failed', '1.2.0': 'ok' })
      expect((await module.version('1.1.0'))['error']).toContain('exceeds 1 MiB')
      expect((await module.tags())['v1.1.0']).toMatchObject({ decision: 'failed', reason: expect.stringContaining('exceeds 1 MiB') })
    })

    it('import every good version, however many others are too large', async () => {
      const server = await start({ tuning: { gitLimits: { packBytes: 100_000 } } })
      await using host = await connectGitHost(server)
      const repository = await host.repository('infra/terraform-aws-vpc')
      const numbers = Array.from({ length: 24 }, (_none, index) => index)
      await repository.commits(
        numbers.map((index) => ({
          fresh: true,
          ...tagged(`v1.${index}.0`, { 'main.tf': `# ${index}\n`, ...(isGood(index) ? {} : { 'big.bin': randomBytes(150_000) }) }),
        })),
      )
      const module = await host.publish()
      await server.runJobs()
      const first = Object.values(await module.statuses())
      expect(first).toContain('pending')
      expect(first).not.toEqual(numbers.map(() => 'pending'))
      for (let hour = 0; hour < 4; hour++) await server.pass(AN_HOUR)
      const wanted = numbers.map((index) => [`1.${index}.0`, isGood(index) ? 'ok' : 'clone_failed'])
      expect(await module.statuses()).toEqual(Object.fromEntries(wanted))
      server.allowTroubledJobs()
    })

    it('keep versions pending while it is unknown whether they are damaged', async () => {
      const server = await start()
      let fetches = 0
      let failing = false
      // A listing, a fetch of everything, a fetch of the first half.
      const faults = ({ method }: { method: string }) =>
        failing && method === 'GET' && ++fetches > 3 ? ({ kind: 'status', status: 503 } as const) : undefined
      await using host = await connectGitHost(server, { faults })
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commits([tagged('v1.1.0'), tagged('v1.2.0'), tagged('v1.3.0')])
      const twice = { mode: '100644', name: 'main.tf', oid: await repository.blob('# 1\n') }
      await repository.commitTree(await repository.rawTree([twice, twice]), 'v1.0.0')
      const module = await host.publish()
      failing = true
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.3.0': 'ok', '1.2.0': 'ok', '1.1.0': 'pending', '1.0.0': 'pending' })
      failing = false
      await server.pass(AN_HOUR)
      expect(await module.statuses()).toEqual({ '1.3.0': 'ok', '1.2.0': 'ok', '1.1.0': 'ok', '1.0.0': 'clone_failed' })
    })

    it('tell the publisher that the credential is wrong', async () => {
      const server = await start()
      await using host = await connectGitHost(server, { connection: { 'oauth-token-string': 'not-the-pa55word' } })
      await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.0.0'))
      const answer = await host.tryPublish()
      expect(answer.status).toBe(422)
      const { errors } = JSON.parse(answer.text)
      expect(errors[0].source.pointer).toBe('/data/attributes/vcs-repo/identifier')
      expect(errors[0].detail).toMatch(/does not accept the credential/)
      expect(answer.text + server.log()).not.toContain('not-the-pa55word')
    })

    it('tell the publisher that the address is not a git service, and lose no tag to a maintenance page', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.0.0'))
      const module = await host.publish()
      await server.runJobs()
      const before = await module.tags()
      host.remote.setFault({ kind: 'status', status: 200, body: 'OK' })
      const answer = await host.tryPublish({ name: 'other', provider: 'aws' })
      expect(answer.status).toBe(422)
      expect(answer.text).toMatch(/is not a git repository/)
      await module.resync()
      expect(await module.tags()).toEqual(before)
      expect((await module.read())['status-detail']).toContain('listed no references')
      host.remote.setFault(undefined)
      await server.pass(AN_HOUR)
      expect(await module.read()).toMatchObject({ status: 'setup_complete', 'status-detail': null })
    })

    it('do not delay shutdown when a host hangs', async () => {
      const server = await start({ own: true })
      await using host = await connectGitHost(server)
      host.remote.setFault({ kind: 'hang' })
      const url = await server.app.http.listen({ host: '127.0.0.1', port: 0 })
      const repo = { identifier: 'infra/terraform-aws-vpc', 'oauth-token-id': host.oauthTokenId }
      const publishing = fetch(`${url}/api/v2/organizations/${ORGANIZATION}/registry-modules/vcs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/vnd.api+json' },
        body: JSON.stringify({ data: { type: 'registry-modules', attributes: { 'vcs-repo': repo } } }),
      })
      await expect.poll(() => host.remote.requests.length).toBe(1)
      await server.app.close()
      const answer = await publishing
      expect(answer.status).toBe(422)
      // Not the time limit of the repository.
      expect(await answer.text()).toContain('the server is shutting down')
    })

    it('tell the publisher that the repository does not exist', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const answer = await host.tryPublish({ identifier: 'infra/terraform-aws-missing' })
      expect(answer.status).toBe(422)
      expect(answer.text).toMatch(/was not found/)
    })

    it('leave modules and versions as they are when their connection is deleted', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.0.0'))
      const module = await host.publish()
      await server.runJobs()
      const answer = await server.request('DELETE', `/api/v2/oauth-clients/${host.oauthClientId}`)
      expect(answer.status).toBe(204)
      await server.pass(AN_HOUR)
      expect(await module.read()).toMatchObject({ status: 'setup_complete', 'vcs-repo': null })
      expect(await module.listed()).toEqual(['1.0.0'])
      expect((await module.download('1.0.0')).files).toEqual({ 'main.tf': '# v1.0.0\n' })
    })
  },
  { one: true },
)
