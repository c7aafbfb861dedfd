import { describe, expect, test } from 'vitest'
import { GitFailure } from '../process/git-failure.ts'
import type { GitCredential } from './git-remote.ts'
import { remoteTarget } from './remote-target.ts'

const none: GitCredential = { type: 'none' }
const key: GitCredential = { type: 'ssh', privateKey: 'k', knownHosts: undefined }
const strict = { allowFile: false, urlOverrides: [] }

describe('a repository URL', () => {
  test.each([
    ['https://git.example.com/a/b.git', { transport: 'https', host: 'git.example.com', port: 443 }],
    ['https://git.example.com:8443/a/b', { transport: 'https', host: 'git.example.com', port: 8443 }],
    ['http://0x7f.1/a', { transport: 'http', host: '127.0.0.1', port: 80, url: 'http://127.0.0.1/a' }],
    ['http://[::1]:3000/a', { transport: 'http', host: '[::1]', port: 3000 }],
  ])('%s is understood', (url, expected) => {
    expect(remoteTarget({ url, credential: none }, strict)).toMatchObject(expected)
  })

  test.each([
    ['ssh://git@git.example.com/a/b.git', { host: 'git.example.com', port: 22 }],
    ['ssh://git@git.example.com:7999/a/b.git', { host: 'git.example.com', port: 7999 }],
    ['git@git.example.com:a/b.git', { host: 'git.example.com', port: 22, url: 'git@git.example.com:a/b.git' }],
  ])('%s is understood with a key', (url, expected) => {
    expect(remoteTarget({ url, credential: key }, strict)).toMatchObject({ transport: 'ssh', ...expected })
  })

  test.each([
    ['ext::sh -c touch% /tmp/x', /spaces/],
    ['ext::sh', /must start with https/],
    ['git://git.example.com/a', /must start with https/],
    ['ftp://git.example.com/a', /must start with https/],
    ['/srv/git/a.git', /must start with https/],
    ['--upload-pack=touch', /dash/],
    ['https://user:secret@git.example.com/a', /connection's credential/],
    ['https://@git.example.com/a', /connection's credential/],
    ['https://git.example.com/a/../b', /"\.\."/],
    ['https://git.example.com/a/%2e%2E/b', /"\.\."/],
    ['https://git.example.com/a\nb', /control character/],
    ['https://git.example.com/a?x=1', /query/],
    ['https://git.example.com./a', /not a valid host name/],
    ['https://-x.example.com/a', /not a valid host name/],
    ['ssh://-oProxyCommand=touch/a', /not a valid host name/],
    ['ssh://-oProxyCommand=x@git.example.com/a', /plain name/],
    ['ssh://git:secret@git.example.com/a', /plain name/],
    ['git@git.example.com:-a', /dash/],
    ['git@-x:a', /not a valid host name/],
    ['file://host/a', /file:\/\/\//],
    ['file:///srv/a.git', /TERRACE_ALLOW_FILE_REMOTES/],
    [`https://git.example.com/${'a'.repeat(3000)}`, /longer/],
  ])('%j is refused and says why', (url, why) => {
    expect(() => remoteTarget({ url, credential: none }, strict)).toThrow(why)
    expect(() => remoteTarget({ url, credential: none }, strict)).toThrow(GitFailure)
  })

  test('a file URL is accepted where file remotes are allowed', () => {
    const target = remoteTarget({ url: 'file:///srv/a.git', credential: none }, { ...strict, allowFile: true })
    expect(target).toMatchObject({ transport: 'file', host: '' })
  })

  test('a refusal never repeats the password', () => {
    expect(() => remoteTarget({ url: 'https://user:s3cret@git.example.com/a', credential: none }, strict)).not.toThrow(/s3cret/)
  })

  test('the credential has to fit the transport', () => {
    expect(() => remoteTarget({ url: 'https://git.example.com/a', credential: key }, strict)).toThrow(/does not use SSH/)
    expect(() => remoteTarget({ url: 'ssh://git.example.com/a', credential: none }, strict)).toThrow(/requires an SSH key/)
  })
})

describe('URL overrides', () => {
  const urlOverrides = [
    { from: 'https://git.example.com', to: 'http://10.0.0.1:3000' },
    { from: 'https://git.example.com/team/', to: 'http://10.0.0.2:3000/x/' },
  ]
  const target = (url: string) => remoteTarget({ url, credential: none }, { allowFile: false, urlOverrides })

  test('the longest matching prefix is replaced and marks the target as chosen by the operator', () => {
    expect(target('https://git.example.com/a.git')).toMatchObject({ url: 'http://10.0.0.1:3000/a.git', operatorChosen: true })
    expect(target('https://git.example.com/team/a.git')).toMatchObject({ url: 'http://10.0.0.2:3000/x/a.git', operatorChosen: true })
  })

  test('a prefix matches whole path segments', () => {
    expect(target('https://git.example.com.evil.example/a')).toMatchObject({ host: 'git.example.com.evil.example', operatorChosen: false })
    expect(target('https://git.example.com/teams/a')).toMatchObject({ host: '10.0.0.1' })
  })
})
