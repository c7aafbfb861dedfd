import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createKeyring, createSecretBox } from './keyring.ts'

describe('keyring', () => {
  it('derives the same key from the same secret, and a different one for every purpose and secret', () => {
    const secret = randomBytes(32)
    const key = createKeyring(secret).key('credentials')
    expect(key).toHaveLength(32)
    expect(createKeyring(secret).key('credentials').equals(key)).toBe(true)
    expect(createKeyring(secret).key('object-urls').equals(key)).toBe(false)
    expect(createKeyring(randomBytes(32)).key('credentials').equals(key)).toBe(false)
  })

  it('never changes its derivation, which would make everything stored unreadable', () => {
    const key = createKeyring(Buffer.from('0123456789abcdef0123456789abcdef')).key('authentication-tokens')
    expect(key.toString('hex')).toBe('248d35a831b17607b38482f9c642e2bea2843ec44ab71c9e6a77c556983daaee')
  })
})

describe('secret box', () => {
  const box = createSecretBox(randomBytes(32))

  it('opens what it sealed, whatever the text', () => {
    for (const text of ['', 'token', 'ünïcödé 💩', 'x'.repeat(100_000)]) expect(box.open(box.seal(text, 'row-1'), 'row-1')).toBe(text)
  })

  it('seals the same text differently every time, and shows nothing of it', () => {
    const [one, other] = [box.seal('secret', 'row-1'), box.seal('secret', 'row-1')]
    expect(one).not.toBe(other)
    expect(Buffer.from(one.slice(3), 'base64').includes('secret')).toBe(false)
  })

  it('refuses values that were moved to another row, altered, truncated or sealed under another key', () => {
    const sealed = box.seal('secret', 'row-1')
    const bytes = Buffer.from(sealed.slice(3), 'base64')
    const altered = Array.from(bytes.keys(), (index) => {
      const copy = Buffer.from(bytes)
      copy[index] = (copy[index] ?? 0) ^ 1
      return `v1.${copy.toString('base64')}`
    })
    for (const wrong of [...altered, sealed.slice(0, -8), 'v1.', 'v1.AAAA', '', 'secret', sealed.replace('v1.', 'v2.')]) {
      expect(() => box.open(wrong, 'row-1')).toThrow(Error)
    }
    expect(() => box.open(sealed, 'row-2')).toThrow(Error)
    expect(() => createSecretBox(randomBytes(32)).open(sealed, 'row-1')).toThrow(Error)
  })

  it('opens values sealed under a previous key, and reseals them under the current one', () => {
    const [current, former] = [randomBytes(32), randomBytes(32)]
    const sealed = createSecretBox(former).seal('secret', 'row-1')
    const rotated = createSecretBox(current, [former])
    expect(rotated.open(sealed, 'row-1')).toBe('secret')
    const resealed = rotated.reseal(sealed, 'row-1') ?? ''
    expect(createSecretBox(current).open(resealed, 'row-1')).toBe('secret')
    expect(rotated.reseal(resealed, 'row-1')).toBeUndefined()
    expect(() => rotated.reseal(sealed, 'row-2')).toThrow(Error)
    expect(() => createSecretBox(former).open(rotated.seal('new', 'row-1'), 'row-1')).toThrow(Error)
  })
})
