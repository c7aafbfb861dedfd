import { expect, test } from 'vitest'
import type { GitCredential } from '../../platform/git/index.ts'
import { type SubmoduleRemote, submoduleRemote } from './submodule-remote.ts'

const SECRET: GitCredential = { type: 'bearer', token: 's3cret' }
const at = (url: string): SubmoduleRemote => ({ url, credential: SECRET, organization: 'org-1', isOwn: true })

/** `<url>`, and whether it is read with the connection's credential */
function read(url: string, base = 'https://git.example/team/vpc.git'): [string, boolean] | string {
  const found = submoduleRemote(url, at(base))
  if ('problem' in found) return found.problem
  expect(found.organization).toBe('org-1')
  expect(found.isOwn).toBe(found.credential.type !== 'none')
  return [found.url, found.isOwn]
}

// What `git submodule init` of git 2.39 writes to the configuration for these.
test.each([
  ['../lib.git', 'https://git.example/team/vpc.git', 'https://git.example/team/lib.git'],
  ['../../other/lib', 'https://git.example/team/vpc.git', 'https://git.example/other/lib'],
  ['./lib.git', 'https://git.example/team/vpc.git', 'https://git.example/team/vpc.git/lib.git'],
  ['../lib.git/', 'https://git.example/team/vpc/', 'https://git.example/team/lib.git'],
  ['.././lib', 'http://git.example:8080/vpc', 'http://git.example:8080/lib'],
  ['../lib.git', 'git@git.example:team/vpc.git', 'git@git.example:team/lib.git'],
  ['../lib.git', 'git@git.example:vpc.git', 'git@git.example:lib.git'],
  ['../lib.git', 'ssh://git@git.example:2222/team/vpc.git', 'ssh://git@git.example:2222/team/lib.git'],
])('%s beside %s is %s, as git has it', (url, base, expected) => {
  expect(read(url, base)).toEqual([expected, true])
})

test.each([
  ['https://git.example/other/lib.git', 'https://git.example/team/vpc.git'],
  ['HTTPS://Git.Example:443/other/lib.git', 'https://git.example/team/vpc.git'],
  ['http://10.0.0.1:8080/lib.git', 'http://10.0.0.1:8080/team/vpc.git'],
  ['ssh://git@git.example/lib.git', 'git@git.example:team/vpc.git'],
])('the credential goes to the same scheme, host and port: %s', (url, base) => {
  expect(read(url, base)).toEqual([url, true])
})

test.each(['git@git.example:other/lib.git', 'ssh://git@git.example/other/lib.git', 'ssh://git.example:22/other/lib.git'])(
  '%s is read at the address of the connection',
  (url) => {
    expect(read(url)).toEqual(['https://git.example/other/lib.git', true])
    expect(read(url, 'https://git.example:8443/team/vpc.git')).toEqual(['https://git.example:8443/other/lib.git', true])
  },
)

test.each([
  ['another host', 'https://other.example/lib.git', 'https://git.example/vpc.git'],
  ['another port', 'https://git.example:8443/lib.git', 'https://git.example/vpc.git'],
  ['another scheme', 'https://git.example/lib.git', 'http://git.example/vpc.git'],
  ['HTTPS where the connection has SSH', 'https://git.example/lib.git', 'git@git.example:vpc.git'],
  ['a host that begins with the same name', 'https://git.example.evil.example/lib.git', 'https://git.example/vpc.git'],
])('%s gets no credential', (_what, url, base) => {
  expect(read(url, base)).toEqual([url, false])
})

test('user names and passwords in a URL are not sent, and never shown', () => {
  expect(read('https://me:pw@git.example/lib.git')).toEqual(['https://git.example/lib.git', true])
  expect(read('https://git.example@evil.example/lib.git')).toEqual(['https://evil.example/lib.git', false])
  expect(read('http://me:pw@other.example/lib.git')).not.toContain('pw')
})

test.each([
  ['http://other.example/lib.git'],
  ['http://git.example/lib.git'],
  ['ssh://git@other.example/lib.git'],
  ['ssh://git@git.example:2222/lib.git'],
  ['git@other.example:lib.git'],
  ['git://git.example/lib.git'],
  ['file:///etc'],
  ['/srv/git/lib.git'],
  ['C:\\lib'],
  ['ext::sh -c id'],
  ['https::git.example/lib.git'],
  ['--upload-pack=id'],
  ['-oProxyCommand=id'],
  ['lib.git'],
  ['//other.example/lib.git'],
])('%s is not read', (url) => {
  expect(read(url)).toContain('must begin with https://')
})

test.each(['../../../lib.git', '../../../../etc', './../../../lib'])('%s leads out of the host', (url) => {
  expect(read(url)).toContain('leads out of')
})

test('control characters are refused, and shown escaped', () => {
  expect(read('https://other.example/lib\n.git')).toBe('its URL "https://other.example/lib\\n.git" has a control character')
})

test('a file is no base for a relative URL, and cannot be read beside one', () => {
  expect(read('../lib.git', 'file:///srv/git/vpc.git')).toContain('leads out of')
  expect(read('file:///srv/git/lib.git', 'file:///srv/git/vpc.git')).toContain('must begin with https://')
})

test('below a stranger, even the own host is read as anybody can', () => {
  const stranger = submoduleRemote('https://other.example/lib.git', at('https://git.example/vpc.git'))
  if ('problem' in stranger) throw new Error(stranger.problem)
  expect(submoduleRemote('https://git.example/secret.git', stranger)).toMatchObject({ credential: { type: 'none' }, isOwn: false })
  expect(submoduleRemote('../more.git', stranger)).toMatchObject({ url: 'https://other.example/more.git', credential: { type: 'none' } })
  expect(submoduleRemote('git@git.example:secret.git', stranger)).toHaveProperty('problem', expect.stringContaining('another host'))
})
