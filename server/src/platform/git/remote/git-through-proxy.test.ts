import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ForwardProxy, startForwardProxy } from '../../../../test/support/forward-proxy.ts'
import { startGitRemote, type TestGitRemote } from '../../../../test/support/git-remote.ts'
import { type GitWorkspace, makeGitWorkspace } from '../../../../test/support/git-workspace.ts'
import { makeCertificates, type TestCertificates } from '../../../../test/support/test-certificates.ts'
import { createAddressPolicy, createOutgoingProxies } from '../../network/index.ts'
import type { GitOptions } from '../git.ts'
import type { GitCredential } from './git-remote.ts'

const PASSWORD = 'pa:ss/w0rd'
const none: GitCredential = { type: 'none' }

let workspace: GitWorkspace
let certificates: TestCertificates
let remote: TestGitRemote
let proxy: ForwardProxy
let commit: string

beforeEach(async () => {
  workspace = await makeGitWorkspace()
  certificates = await makeCertificates(`${workspace.directory}/tls`)
  const repository = await workspace.repository('terraform-aws-vpc')
  commit = await repository.commit({ files: { 'main.tf': '# 1' }, annotatedTags: ['v1.0.0'] })
  const tls = { key: readFileSync(certificates.keyFile, 'utf8'), cert: readFileSync(certificates.certFile, 'utf8') }
  remote = await startGitRemote({ root: workspace.repositories, tls })
  proxy = await startForwardProxy({ credential: { user: 'us@er', password: PASSWORD } })
})
afterEach(async () => {
  await proxy.close()
  await remote.close()
  await workspace[Symbol.asyncDispose]()
})

function git(url: string, { except = [], ...options }: Partial<GitOptions> & { except?: string[] } = {}) {
  const hostEnvironment = { PATH: process.env['PATH'], SSL_CERT_FILE: certificates.caFile }
  return workspace.git({ hostEnvironment, proxies: createOutgoingProxies({ http: url, https: url, except }), ...options })
}
const at = (url: string) => ({ url: `${url}/terraform-aws-vpc.git`, credential: none })

describe('git behind a proxy', () => {
  test('lists and fetches over HTTPS through tunnels alone', async () => {
    const through = git(proxy.url)
    expect((await through.listRefs(at(remote.url))).tags).toMatchObject([{ name: 'v1.0.0', commit }])
    const snapshot = await through.fetchSnapshot(at(remote.url), [{ ref: 'refs/tags/v1.0.0', commit }])
    expect(snapshot.commits.get('refs/tags/v1.0.0')?.commit).toBe(commit)
    expect(readFileSync(`${snapshot.directory}/config`, 'utf8')).not.toMatch(/proxy|w0rd/)
    await snapshot.dispose()
    expect(new Set(proxy.requests)).toEqual(new Set([`CONNECT 127.0.0.1:${remote.port}`]))
  })

  test('lists over plain HTTP', async () => {
    const plain = await startGitRemote({ root: workspace.repositories })
    try {
      expect((await git(proxy.url).listRefs(at(plain.url))).tags).toHaveLength(1)
      expect(proxy.requests).toContain(`GET ${plain.url}/terraform-aws-vpc.git/info/refs?service=git-upload-pack`)
    } finally {
      await plain.close()
    }
  })

  test('says that the proxy wants another password, without telling the password', async () => {
    const listing = git(proxy.url.replace(encodeURIComponent(PASSWORD), 'wr0ng')).listRefs(at(remote.url))
    await expect(listing).rejects.toMatchObject({ reason: 'unreachable', message: expect.stringMatching(/the proxy does not accept.*407/) })
    await expect(listing).rejects.not.toThrow(/wr0ng/)
  })

  test('says that the proxy refuses', async () => {
    proxy.refuse(403)
    await expect(git(proxy.url).listRefs(at(remote.url))).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining('the proxy does not lead to 127.0.0.1'),
    })
  })

  test('calls hosts that are exempt directly', async () => {
    expect((await git(proxy.url, { except: ['127.0.0.0/8'] }).listRefs(at(remote.url))).tags).toHaveLength(1)
    expect(proxy.requests).toEqual([])
  })

  test('does not ask the proxy for a private address', async () => {
    const strict = git(proxy.url, { addresses: createAddressPolicy({ allowPrivate: false }) })
    await expect(strict.listRefs(at(remote.url))).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringContaining('TERRACE_ALLOW_PRIVATE_ADDRESSES'),
    })
    expect([proxy.requests, remote.requests]).toEqual([[], []])
  })
})
