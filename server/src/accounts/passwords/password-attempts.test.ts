import { expect, it } from 'vitest'
import { createManualClock } from '../../../test/support/jobs.ts'
import { TooManyAttempts } from '../../kernel/index.ts'
import { PasswordAttempts } from './password-attempts.ts'

function wrongAttempts(attempts: PasswordAttempts, count: number, account: string, address: string): number {
  for (let made = 0; made < count; made++) {
    try {
      attempts.begin(account, address)
    } catch (error) {
      if (error instanceof TooManyAttempts) return made
      throw error
    }
  }
  return count
}

it('allows ten wrong passwords at once from an address, then two a minute', () => {
  const clock = createManualClock()
  const attempts = new PasswordAttempts(clock)
  expect(wrongAttempts(attempts, 20, 'ada', '192.0.2.1')).toBe(10)
  clock.advance(60_000)
  expect(wrongAttempts(attempts, 20, 'ada', '192.0.2.1')).toBe(2)
})

it('does not count passwords that were right', () => {
  const attempts = new PasswordAttempts(createManualClock())
  for (let round = 0; round < 100; round++) attempts.begin('ada', '192.0.2.1')()
  expect(wrongAttempts(attempts, 20, 'ada', '192.0.2.1')).toBe(10)
})

it('leaves an account open to others however long one address goes on guessing', () => {
  const clock = createManualClock()
  const attempts = new PasswordAttempts(clock)
  for (let minute = 0; minute < 600; minute++) {
    wrongAttempts(attempts, 100, 'ada', '192.0.2.1')
    clock.advance(60_000)
  }
  expect(() => attempts.begin('ada', '192.0.2.2')).not.toThrow()
})

it('takes the addresses of one IPv6 network for one', () => {
  const attempts = new PasswordAttempts(createManualClock())
  expect(wrongAttempts(attempts, 10, 'ada', '2001:db8:0:1::1')).toBe(10)
  expect(wrongAttempts(attempts, 1, 'bob', '2001:db8::1:2:3:4:5')).toBe(0)
  expect(wrongAttempts(attempts, 1, 'bob', '2001:db8:0:2::1')).toBe(1)
  expect(wrongAttempts(attempts, 1, 'bob', '::1')).toBe(1)
})
