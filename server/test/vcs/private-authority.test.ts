// Git hosts whose certificate a private authority signed: one setting lets git and the client of their APIs trust it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, type ApiOptions, type Caller, describeApi, SMALL_MODULE } from '../support/api.ts'
import { startForwardProxy } from '../support/forward-proxy.ts'
import { makeCertificates, type TestCertificates } from '../support/test-certificates.ts'
import { FakeGitea } from './fakes/gitea.ts'

const IDENTIFIER = 'platform/terraform-null-label'

const checksOf = async (owner: Caller, token: string) => {
  const query = new URLSearchParams({ identifier: IDENTIFIER })
  const { data } = await owner.call('POST', `/api/v2/oauth-tokens/${token}/actions/test?${query}`)
  return data.attributes['checks'] as { name: string; status: string; detail: string }[]
}

const versions = async (api: Api, owner: Caller, token: string) => {
  const attributes = { 'vcs-repo': { identifier: IDENTIFIER, 'oauth-token-id': token } }
  const answer = await owner.post('/api/v2/organizations/acme/registry-modules/vcs', 'registry-modules', attributes)
  expect(answer.status).toBe(201)
  await api.runJobs()
  return (await owner.get(`/api/v2/registry-modules/${answer.data.id}`)).data.attributes['version-statuses']
}

describeApi(
  'a git host with a private certificate authority',
  (start) => {
    let directory: string
    let certificates: TestCertificates
    let host: FakeGitea
    let front: Server
    let url: string

    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'terrace-authority-'))
      certificates = await makeCertificates(directory)
      host = await new FakeGitea(async () => ({ status: 200 })).start()
      await host.createRepository(IDENTIFIER, { commit: { files: SMALL_MODULE, tags: ['v1.0.0'] } })
      front = await tlsInFrontOf(host, certificates)
      url = `https://127.0.0.1:${(front.address() as AddressInfo).port}`
    })
    afterAll(async () => {
      front.closeAllConnections()
      front.close()
      await host.close()
      rmSync(directory, { recursive: true, force: true })
    })

    const connected = async (settings: Record<string, string>, kind: Record<string, unknown>) => {
      const options: ApiOptions = { own: true, settings: { TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on', ...settings } }
      const api = await start(options)
      const owner = await api.founder('acme')
      const attributes = { ...kind, 'http-url': url, 'oauth-token-string': host.token }
      const { data } = await owner.post('/api/v2/organizations/acme/oauth-clients', 'oauth-clients', attributes)
      const [token] = (data.relationships['oauth-tokens']?.data ?? []) as { id: string }[]
      return { api, owner, token: token?.id ?? '' }
    }
    it.each([
      ['an API', { 'service-provider': 'gitea' }],
      ['git alone', { 'service-provider': 'git' }],
    ])('is trusted with one setting, where it has %s', async (_what, kind) => {
      const { api, owner, token } = await connected({ TERRACE_VCS_CA_FILE: certificates.caFile }, kind)
      const checks = await checksOf(owner, token)
      expect(checks.filter(({ status }) => status === 'failed')).toEqual([])
      expect(checks.find(({ name }) => name === 'git')).toMatchObject({ status: 'passed' })
      expect(await versions(api, owner, token)).toEqual([{ version: '1.0.0', status: 'ok' }])
    })

    it.each([
      ['gitea', false],
      ['git', false],
      ['gitea', true],
      ['git', true],
    ])('is trusted behind a proxy too, as %s; the proxy has such a certificate: %s', async (kind, isSecure) => {
      const { keyFile, certFile } = certificates
      const proxy = await startForwardProxy(isSecure ? { tls: { key: readFileSync(keyFile), cert: readFileSync(certFile) } } : {})
      try {
        const settings = { TERRACE_VCS_CA_FILE: certificates.caFile, HTTPS_PROXY: proxy.url }
        const { api, owner, token } = await connected(settings, { 'service-provider': kind })
        expect((await checksOf(owner, token)).filter(({ status }) => status === 'failed')).toEqual([])
        expect(await versions(api, owner, token)).toEqual([{ version: '1.0.0', status: 'ok' }])
        expect(new Set(proxy.requests)).toEqual(new Set([`CONNECT ${new URL(url).host}`]))
        const untrusted = await connected({ HTTPS_PROXY: proxy.url }, { 'service-provider': kind })
        const [address] = await checksOf(untrusted.owner, untrusted.token)
        expect(address).toMatchObject({ status: 'failed', detail: expect.stringContaining('TERRACE_VCS_CA_FILE') })
      } finally {
        await proxy.close()
      }
    })

    it('is refused without it, and both say what to set', async () => {
      const { owner, token } = await connected({}, { 'service-provider': 'git' })
      const [address] = await checksOf(owner, token)
      expect(address).toMatchObject({ name: 'address', status: 'failed', detail: expect.stringContaining('TERRACE_VCS_CA_FILE') })
      const attributes = { 'vcs-repo': { identifier: IDENTIFIER, 'oauth-token-id': token } }
      const answer = await owner.post('/api/v2/organizations/acme/registry-modules/vcs', 'registry-modules', attributes)
      expect([answer.status, answer.errors[0]?.detail]).toEqual([422, expect.stringContaining('TERRACE_VCS_CA_FILE')])
    })
  },
  { one: true },
)

/** Terminates TLS in front of the host. */
async function tlsInFrontOf(host: FakeGitea, { certFile, keyFile }: TestCertificates): Promise<Server> {
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (request, response) => {
    const { method, headers, url } = request
    const onward = httpRequest(host.url + url, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.once('error', () => response.destroy())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
