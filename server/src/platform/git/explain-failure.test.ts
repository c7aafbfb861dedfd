import { describe, expect, test } from 'vitest'
import { explainFailure } from './explain-failure.ts'
import type { GitCredential, GitRemote } from './remote/git-remote.ts'
import { redact } from './remote/redact.ts'
import { remoteTarget } from './remote/remote-target.ts'

const bearer: GitCredential = { type: 'bearer', token: 'tok-12345678' }

function explain(stderr: string, credential: GitCredential = bearer) {
  const remote: GitRemote = { url: credential.type === 'ssh' ? 'ssh://git@git.example.com/a' : 'https://git.example.com/a', credential }
  return explainFailure(stderr, remote, remoteTarget(remote, { allowFile: false, urlOverrides: [] }))
}

const at = "fatal: unable to access 'https://git.example.com/a/'"

describe("git's words", () => {
  test.each([
    [`${at}: The requested URL returned error: 301`, 'refused', /redirect/],
    [`${at}: The requested URL returned error: 403`, 'authentication', /does not accept the credential/],
    ["fatal: could not read Username for 'https://git.example.com': terminal prompts disabled", 'authentication', /credential/],
    ["remote: Repository not found.\nfatal: repository 'https://git.example.com/a/' not found", 'not_found', /not found/],
    [`${at}: SSL certificate problem: certificate has expired`, 'unreachable', /certificate has expired/],
    [`${at}: server certificate verification failed. CAfile: none CRLfile: none`, 'unreachable', /verification failed/],
    [`${at}: Could not resolve host: git.example.com`, 'unreachable', /Could not resolve/],
    [`${at}: Failed to connect to git.example.com port 443: Connection refused`, 'unreachable', /Connection refused/],
    [`${at}: Operation too slow. Less than 1024 bytes/sec transferred the last 30 seconds`, 'timeout', /too slow/],
    ['error: index-pack died of signal 25\nfatal: fetch-pack: invalid index-pack output', 'too_large', /too large/],
    ['error: object 1234: hasDotgit: contains .git\nfatal: fsck error in packed object', 'protocol', /fsck/],
    ['fatal: dumb http transport does not support shallow capabilities', 'protocol', /smart protocol/],
    ['fatal: something entirely new', 'protocol', /something entirely new/],
  ])('%j become %s', (stderr, reason, message) => {
    const failure = explain(stderr)
    expect(failure.reason).toBe(reason)
    expect(failure.message).toMatch(message)
  })

  test.each([
    [`${at}: Connection timed out after 300012 milliseconds`, `${at}: Connection timed out after 300001 milliseconds`],
    [
      `${at}: server certificate verification failed. CAfile: /data/scratch/process-a1/ca.pem CRLfile: none`,
      `${at}: server certificate verification failed. CAfile: /data/scratch/process-b2/ca.pem CRLfile: none`,
    ],
  ])('%j is the same failure as %j', (first, second) => {
    expect(explain(first).message).toBe(explain(second).message)
    expect(explain(first).message).not.toContain('/data/')
  })

  test.each([
    ['git@git.example.com: Permission denied (publickey).\nfatal: Could not read from remote repository.', 'authentication'],
    ['No ED25519 host key is known for git.example.com\nHost key verification failed.', 'refused'],
    ['ssh: connect to host 1.2.3.4 port 22: Connection refused\nfatal: Could not read from remote repository.', 'unreachable'],
    ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'not_found'],
  ])('over SSH, %j become %s', (stderr, reason) => {
    expect(explain(stderr, { type: 'ssh', privateKey: 'k', knownHosts: undefined }).reason).toBe(reason)
  })

  test('secrets and control characters never get through', () => {
    const failure = explain('fatal: bad \u001b[31mtok-12345678 for https://user:hidden@git.example.com')
    expect(failure.message).not.toMatch(/tok-12345678|hidden|\p{Cc}/u)
    const basic: GitCredential = { type: 'basic', username: 'u', password: 'p@ss/word' }
    const encoded = Buffer.from('u:p@ss/word').toString('base64')
    expect(redact(`a p@ss/word b p%40ss%2Fword c ${encoded} d\nAuthorization: Basic whatever`, basic)).toBe(
      'a [redacted] b [redacted] c [redacted] d\nAuthorization: [redacted]',
    )
  })
})
