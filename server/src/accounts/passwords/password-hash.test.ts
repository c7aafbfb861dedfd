import { expect, it } from 'vitest'
import { hashPassword, passwordMatches } from './password-hash.ts'

it('verifies the password, and no other', async () => {
  const stored = await hashPassword('correct horse')
  expect(await passwordMatches('correct horse', stored)).toBe(true)
  for (const wrong of ['', 'correct horse ', 'Correct horse']) expect(await passwordMatches(wrong, stored)).toBe(false)
})

it('stores the parameters with the hash, so that hashes with other parameters keep working', async () => {
  expect(await hashPassword('x')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  // From the tests of the reference implementation.
  const other = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect([await passwordMatches('password', other), await passwordMatches('Password', other)]).toEqual([true, false])
})

it('hashes the same password differently every time', async () => {
  expect(await hashPassword('same')).not.toBe(await hashPassword('same'))
})

it('verifies a password typed with other code points for the same characters', async () => {
  expect(await passwordMatches('pa\u0308sswort', await hashPassword('p\u00e4sswort'))).toBe(true)
})

it('matches nothing without a valid hash', async () => {
  for (const stored of [undefined, '', '$2b$10$abc', '$argon2id$v=19$m=1']) expect(await passwordMatches('x', stored)).toBe(false)
})
