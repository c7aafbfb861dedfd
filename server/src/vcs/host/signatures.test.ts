import { describe, expect, it } from 'vitest'
import { basicPassword, hmacHex, sameSecret } from './signatures.ts'

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

describe('the signature of a delivery', () => {
  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
  // https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/
  it.each([
    ['GitHub', 'Hello, World!', '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'],
    ['Bitbucket', 'Hello World!', 'a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9'],
  ])('is the one in the documentation of %s', (_host, body, signature) => {
    expect(hmacHex("It's a Secret to Everybody", Buffer.from(body))).toBe(signature)
  })

  it('is the one of RFC 4231, test case 2', () => {
    const signature = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
    expect(hmacHex('Jefe', Buffer.from('what do ya want for nothing?'))).toBe(signature)
  })
})

describe('two secrets', () => {
  it('are equal only when every byte is', () => {
    expect(sameSecret('swordfish', 'swordfish')).toBe(true)
    expect(sameSecret('', '')).toBe(true)
    for (const other of ['', 'swordfis', 'swordfish ', 'Swordfish', 'swordfisH', 'é'.repeat(9)]) {
      expect([other, sameSecret('swordfish', other)]).toEqual([other, false])
      expect([other, sameSecret(other, 'swordfish')]).toEqual([other, false])
    }
  })
})

describe('the password of a basic authorization', () => {
  it('is what follows the first colon', () => {
    expect(basicPassword(basic('me:swordfish'))).toBe('swordfish')
    expect(basicPassword(basic(':sword:fish'))).toBe('sword:fish')
    expect(basicPassword(basic('me:'))).toBe('')
    expect(basicPassword(basic('me:swordfish').replace('Basic', 'basic'))).toBe('swordfish')
  })

  it('is missing from everything else', () => {
    for (const header of [undefined, '', 'Basic', 'Basic ', basic('swordfish'), `Bearer ${basic('a:b').slice(6)}`, `${basic('a:b')} x`]) {
      expect([header, basicPassword(header)]).toEqual([header, undefined])
    }
  })
})
