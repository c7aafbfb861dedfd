import { expect, test } from 'vitest'
import { type Access, createUrlSigner } from './signed-urls.ts'

const clock = { time: 1_700_000_000_000, now: () => clock.time }
const signingKeys: [Buffer] = [Buffer.alloc(32, 1)]
const signer = createUrlSigner({ signingKeys, publicUrl: 'https://registry.example.com/base/', clock })
const KEY = 'modules/sha256/ab/x.tar.gz'

function queryOf(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams)
}

test('a URL is absolute, names the key and has the extra parameters in plain text', () => {
  const url = signer.sign('read', KEY, 60_000, { archive: 'tar.gz', checksum: 'sha256:ab' })
  expect(url).toMatch(/^https:\/\/registry\.example\.com\/base\/_archivist\/v1\/object\/modules\/sha256\/ab\/x\.tar\.gz\?/)
  expect(url).toContain('archive=tar.gz&checksum=sha256:ab&')
  expect(signer.verify('read', KEY, queryOf(url))).toBe('valid')
})

test('unsigned parameters that clients remove or add do not matter', () => {
  const { expires, signature } = queryOf(signer.sign('read', KEY, 60_000, { archive: 'tar.gz' }))
  expect(signer.verify('read', KEY, { signature, expires })).toBe('valid')
  expect(signer.verify('read', KEY, { other: 'x', signature, expires })).toBe('valid')
})

test('a URL expires, and changing its time makes it invalid', () => {
  const query = queryOf(signer.sign('read', KEY, 60_000))
  clock.time += 60_000
  expect(signer.verify('read', KEY, query)).toBe('expired')
  expect(signer.verify('read', KEY, { ...query, expires: String(Number(query['expires']) + 100) })).toBe('invalid')
  expect(signer.verify('read', KEY, { ...query, expires: `0${query['expires']}` })).toBe('invalid')
  clock.time -= 60_000
})

test.each<[string, Access, string]>([
  ['another key', 'read', 'modules/sha256/ab/y.tar.gz'],
  ['another method', 'write', KEY],
])('a URL is not valid for %s', (_what, access, key) => {
  expect(signer.verify(access, key, queryOf(signer.sign('read', KEY, 60_000)))).toBe('invalid')
})

test('a wrong, truncated, repeated or missing signature is invalid', () => {
  const query = queryOf(signer.sign('read', KEY, 60_000))
  const signature = query['signature'] ?? ''
  const wrong = [undefined, '', signature.slice(0, -2), `${signature}AA`, `A${signature.slice(1)}x`, [signature, signature], 'é'.repeat(43)]
  for (const given of wrong) expect(signer.verify('read', KEY, { ...query, signature: given })).toBe('invalid')
  for (const expires of [undefined, '', 'soon', '-1', '1e99', ['1', '2']])
    expect(signer.verify('read', KEY, { ...query, expires })).toBe('invalid')
})

test('another server key makes other signatures', () => {
  const other = createUrlSigner({ signingKeys: [Buffer.alloc(32, 2)], publicUrl: 'https://a.example', clock })
  expect(signer.verify('read', KEY, queryOf(other.sign('read', KEY, 60_000)))).toBe('invalid')
})
