import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GitRemoteOptions, startGitRemote, type TestGitRemote } from '../../../../test/support/git-remote.ts'
import { type GitWorkspace, makeGitWorkspace } from '../../../../test/support/git-workspace.ts'
import type { RepositoryBuilder } from '../../../../test/support/repository-builder.ts'
import { createAddressPolicy } from '../../network/index.ts'
import type { GitCredential } from './git-remote.ts'

let workspace: GitWorkspace
let repository: RepositoryBuilder
let commit: string
const remotes: TestGitRemote[] = []

const none: GitCredential = { type: 'none' }
const basic: GitCredential = { type: 'basic', username: 'reader', password: 'pa:ss-w0rd' }
const bearer: GitCredential = { type: 'bearer', token: 'tok-12345678' }

beforeEach(async () => {
  workspace = await makeGitWorkspace()
  repository = await workspace.repository('terraform-aws-vpc')
  commit = await repository.commit({ files: { 'main.tf': '# 1' }, annotatedTags: ['v1.0.0'] })
})
afterEach(async () => {
  for (const remote of remotes.splice(0)) await remote.close()
  await workspace[Symbol.asyncDispose]()
})

async function serve(options: Partial<GitRemoteOptions> = {}): Promise<TestGitRemote> {
  const remote = await startGitRemote({ root: workspace.repositories, ...options })
  remotes.push(remote)
  return remote
}
const at = (remote: TestGitRemote, credential: GitCredential = none) => ({ url: `${remote.url}/terraform-aws-vpc.git`, credential })
const wanted = () => [{ ref: 'refs/tags/v1.0.0', commit }]

describe('git over HTTP', () => {
  test.each([
    ['no credential', none, undefined],
    ['a user name and password', basic, { username: 'reader', password: 'pa:ss-w0rd' }],
    ['a token', bearer, { bearer: 'tok-12345678' }],
  ])('with %s, the repository is listed and fetched', async (_name, credential, auth) => {
    const remote = await serve(auth === undefined ? {} : { auth })
    const git = workspace.git()
    expect((await git.listRefs(at(remote, credential))).tags).toMatchObject([{ name: 'v1.0.0', commit }])
    const snapshot = await git.fetchSnapshot(at(remote, credential), wanted())
    expect(snapshot.commits.get('refs/tags/v1.0.0')?.commit).toBe(commit)
    // The credential is in no file of the snapshot.
    const config = readFileSync(join(snapshot.directory, 'config'), 'utf8')
    expect(config).not.toMatch(/authorization|tok-|ss-w0rd/i)
    await snapshot.dispose()
    expect(await workspace.leftovers()).toEqual([])
  })

  test('a listing costs two requests, because the credential is sent preemptively', async () => {
    const remote = await serve({ auth: { bearer: 'tok-12345678' } })
    await workspace.git().listRefs(at(remote, bearer))
    expect(remote.requests).toHaveLength(2)
  })

  test('a wrong credential, or none, is an authentication failure that repeats no secret', async () => {
    const remote = await serve({ auth: { bearer: 'other' } })
    const git = workspace.git()
    const wrong = git.listRefs(at(remote, bearer))
    await expect(wrong).rejects.toMatchObject({ reason: 'authentication', retryable: false })
    await expect(wrong).rejects.not.toThrow(/tok-12345678/)
    await expect(git.listRefs(at(remote, bearer))).rejects.toThrow(/can read the repository/)
    await expect(git.listRefs(at(remote))).rejects.toThrow(/none is configured/)
  })

  test('a credential with a line break is refused before anything is sent', async () => {
    const remote = await serve()
    const evil: GitCredential = { type: 'bearer', token: 'x\r\nX-Evil: 1' }
    await expect(workspace.git().listRefs(at(remote, evil))).rejects.toMatchObject({ reason: 'authentication' })
    expect(remote.requests).toHaveLength(0)
  })

  test('a redirect is refused and the other host learns nothing', async () => {
    const other = await serve()
    const remote = await serve()
    remote.setFault({ kind: 'redirect', to: other.url })
    const git = workspace.git()
    await expect(git.listRefs(at(remote, bearer))).rejects.toMatchObject({ reason: 'refused', message: expect.stringMatching(/redirect/) })
    await expect(git.fetchSnapshot(at(remote, bearer), wanted())).rejects.toMatchObject({ reason: 'refused' })
    expect(other.requests).toEqual([])
  })

  test('a redirect in the middle of a fetch leaks nothing either', async () => {
    const other = await serve()
    const remote = await serve({ faults: ({ method }) => (method === 'POST' ? { kind: 'redirect', to: other.url } : undefined) })
    await expect(workspace.git().fetchSnapshot(at(remote, bearer), wanted())).rejects.toMatchObject({ name: 'GitFailure' })
    expect(other.requests).toEqual([])
  })

  test.each([
    [404, 'not_found', false],
    [403, 'authentication', false],
    [429, 'rate_limited', true],
    [500, 'unreachable', true],
    [503, 'unreachable', true],
  ])('an answer with status %i is reported as %s', async (status, reason, retryable) => {
    const remote = await serve()
    remote.setFault({ kind: 'status', status })
    await expect(workspace.git().listRefs(at(remote))).rejects.toMatchObject({ reason, retryable })
  })

  test('a missing repository is not found', async () => {
    const remote = await serve()
    const missing = { url: `${remote.url}/nowhere.git`, credential: none }
    await expect(workspace.git().listRefs(missing)).rejects.toMatchObject({ reason: 'not_found' })
  })

  test('a remote that is down is unreachable, and works again when it is back', async () => {
    const remote = await serve()
    const git = workspace.git()
    await remote.goDown()
    await expect(git.listRefs(at(remote))).rejects.toMatchObject({ reason: 'unreachable', retryable: true })
    await remote.comeBack()
    expect((await git.listRefs(at(remote))).tags).toHaveLength(1)
  })

  test('something that is not git is a protocol failure', async () => {
    const remote = await serve()
    remote.setFault({ kind: 'status', status: 200 })
    await expect(workspace.git().listRefs(at(remote))).rejects.toMatchObject({ reason: expect.stringMatching(/protocol|not_found/) })
  })

  test.each(['OK', '', '<html><body>Down for maintenance</body></html>'])('a page that says %j is no empty repository', async (body) => {
    const remote = await serve()
    remote.setFault({ kind: 'status', status: 200, body })
    const listing = workspace.git().listRefs(at(remote))
    await expect(listing).rejects.toMatchObject({ reason: 'protocol', message: expect.stringContaining('is not a git repository') })
    expect(await workspace.leftovers()).toEqual([])
  })

  test('an empty repository is listed as such', async () => {
    await workspace.repository('empty')
    const remote = await serve()
    const listing = workspace.git().listRefs({ url: `${remote.url}/empty.git`, credential: none })
    await expect(listing).resolves.toMatchObject({ tags: [], branches: [] })
  })

  test('private addresses are refused with the name of the setting, except from an override', async () => {
    const remote = await serve()
    const addresses = createAddressPolicy({ allowPrivate: false })
    await expect(workspace.git({ addresses }).listRefs(at(remote))).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringContaining('TERRACE_ALLOW_PRIVATE_ADDRESSES'),
    })
    expect(remote.requests).toEqual([])
    const git = workspace.git({ addresses, urlOverrides: [{ from: 'https://git.example.com/team', to: remote.url }] })
    const overridden = { url: 'https://git.example.com/team/terraform-aws-vpc.git', credential: none }
    expect((await git.listRefs(overridden)).tags).toHaveLength(1)
  })

  test('git connects to the checked address, whatever the name resolves to later', async () => {
    const remote = await serve()
    const addresses = createAddressPolicy({ allowPrivate: true, lookup: async () => [{ address: '127.0.0.1', family: 4 }] })
    const url = `http://git.invalid:${remote.port}/terraform-aws-vpc.git`
    expect((await workspace.git({ addresses }).listRefs({ url, credential: none })).tags).toHaveLength(1)
    expect(remote.requests[0]?.headers['host']).toBe(`git.invalid:${remote.port}`)
  })

  test('proxies, credential helpers and rewritten URLs from the environment have no effect', async () => {
    const remote = await serve()
    const surroundings = { http_proxy: 'http://127.0.0.1:1', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b', GIT_TRACE: '1' }
    const hostEnvironment: NodeJS.ProcessEnv = { ...process.env, ...surroundings }
    expect((await workspace.git({ hostEnvironment }).listRefs(at(remote))).tags).toHaveLength(1)
  })
})

describe('git over HTTPS', () => {
  test('a private certificate authority is trusted where it is named, and refused with a reason otherwise', async () => {
    const { key, cert, certFile } = selfSigned(workspace.directory)
    const PATH = process.env['PATH']
    const remote = await serve({ tls: { key, cert }, auth: { username: 'reader', password: 'pa:ss-w0rd' } })
    const others = '/etc/ssl/certs/ca-certificates.crt'
    for (const trusting of [
      workspace.git({ hostEnvironment: { PATH, SSL_CERT_FILE: certFile } }),
      workspace.git({ hostEnvironment: { PATH, GIT_SSL_CAINFO: others }, authorities: cert }),
    ]) {
      const snapshot = await trusting.fetchSnapshot(at(remote, basic), wanted())
      expect(snapshot.commits.size).toBe(1)
      await snapshot.dispose()
    }
    const doubts = async (hostEnvironment: NodeJS.ProcessEnv, message: RegExp) => {
      const asked = workspace.git({ hostEnvironment }).listRefs(at(remote, basic))
      await expect(asked).rejects.toMatchObject({ reason: 'unreachable', message: expect.stringMatching(message) })
    }
    await doubts({ PATH }, /certificate.*TERRACE_VCS_CA_FILE\)$/)
    // Some builds of git refuse a file that is not there with words of their own.
    await doubts({ PATH, GIT_SSL_CAINFO: others, SSL_CERT_FILE: certFile }, /TERRACE_VCS_CA_FILE; now GIT_SSL_CAINFO=\/etc\/ssl/)
  })
})

function selfSigned(directory: string): { key: string; cert: string; certFile: string } {
  const keyFile = join(directory, 'key.pem')
  const certFile = join(directory, 'cert.pem')
  const options = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    keyFile,
    '-out',
    certFile,
  ]
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', ...options, ...name], { stdio: 'ignore' })
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8'), certFile }
}
