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
  const attempts = new PasswordAttempts({ clock })
  expect(wrongAttempts(attempts, 20, 'ada', '192.0.2.1')).toBe(10)
  clock.advance(60_000)
  expect(wrongAttempts(attempts, 20, 'ada', '192.0.2.1')).toBe(2)
})

it('does not count passwords that were right', () => {
  const attempts = new PasswordAttempts({ clock: createManualClock() })
  for (let round = 0; round < 100; round++) attempts.begin('ada', '192.0.2.1')()
  expect(wrongAttempts(attempts, 20, 'ada', '192.0.2.1')).toBe(10)
})

it('leaves an account open to others however long one address goes on guessing', () => {
  const clock = createManualClock()
  const attempts = new PasswordAttempts({ clock })
  for (let minute = 0; minute < 600; minute++) {
    wrongAttempts(attempts, 100, 'ada', '192.0.2.1')
    clock.advance(60_000)
  }
  expect(() => attempts.begin('ada', '192.0.2.2')).not.toThrow()
})

it('takes the addresses of one IPv6 network for one', () => {
  const attempts = new PasswordAttempts({ clock: createManualClock() })
  expect(wrongAttempts(attempts, 10, 'ada', '2001:db8:0:1::1')).toBe(10)
  expect(wrongAttempts(attempts, 1, 'bob', '2001:db8::1:2:3:4:5')).toBe(0)
  expect(wrongAttempts(attempts, 1, 'bob', '2001:db8:0:2::1')).toBe(1)
  expect(wrongAttempts(attempts, 1, 'bob', '::1')).toBe(1)
})

it('counts the clients of IPv4 one by one, also where the system writes their addresses as IPv6', () => {
  const attempts = new PasswordAttempts({ clock: createManualClock() })
  expect(wrongAttempts(attempts, 20, 'ada', '::ffff:192.0.2.1')).toBe(10)
  expect(wrongAttempts(attempts, 1, 'ada', '::ffff:192.0.2.2')).toBe(1)
})

it('allows thirty wrong passwords at once for an account from however many addresses, then four a minute', () => {
  const clock = createManualClock()
  const attempts = new PasswordAttempts({ clock })
  const fromAll = () => Array.from({ length: 50 }, (_, host) => wrongAttempts(attempts, 1, 'ada', `192.0.2.${host}`)).filter(Boolean).length
  expect(fromAll()).toBe(30)
  clock.advance(60_000)
  expect(fromAll()).toBe(4)
  expect(wrongAttempts(attempts, 1, 'bob', '198.51.100.1')).toBe(1)
})

it('takes every spelling of a user name that signs in as the same for one account', () => {
  const attempts = new PasswordAttempts({ clock: createManualClock() })
  const spellings = ['ada', 'Ada', 'aDA', 'ADA']
  const made = Array.from({ length: 40 }, (_, host) => wrongAttempts(attempts, 1, spellings[host % 4] ?? '', `192.0.2.${host}`))
  expect(made.filter((count) => count === 1)).toHaveLength(30)
})

it('says in how many seconds the next attempt is possible', () => {
  const clock = createManualClock()
  const attempts = new PasswordAttempts({ clock })
  wrongAttempts(attempts, 10, 'ada', '192.0.2.1')
  clock.advance(15_000)
  let refusal: unknown
  try {
    attempts.begin('ada', '192.0.2.1')
  } catch (error) {
    refusal = error
  }
  expect(refusal).toMatchObject({ retryAfterSeconds: 15 })
})

it('are not forgotten for names that somebody makes up', () => {
  const attempts = new PasswordAttempts({ clock: createManualClock() })
  expect(wrongAttempts(attempts, 20, 'ada', '192.0.2.1')).toBe(10)
  for (let made = 0; made < 11_000; made++) wrongAttempts(attempts, 1, `nobody-${made}`, '198.51.100.1')
  expect(wrongAttempts(attempts, 1, 'ada', '192.0.2.1')).toBe(0)
})

it('are not forgotten for addresses, however many there are', () => {
  const attempts = new PasswordAttempts({ clock: createManualClock() })
  expect(wrongAttempts(attempts, 20, 'ada', '192.0.2.1')).toBe(10)
  for (let host = 0; host < 11_000; host++)
    wrongAttempts(attempts, 1, `nobody-${host}`, `10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`)
  expect(wrongAttempts(attempts, 1, 'ada', '192.0.2.1')).toBe(0)
})
