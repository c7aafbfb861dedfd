import { expect, it } from 'vitest'
import { GitFailure } from '../platform/git/index.ts'
import { HostFailure } from '../vcs/index.ts'
import { explanationOf, messageOf } from './failure.ts'

const refused = (after: number) =>
  new GitFailure('unreachable', `git.example.com cannot be reached: Failed to connect to git.example.com port 443 after ${after} ms`)
const limited = (id: string) => new HostFailure('rate_limited', `GitHub answered 403: secondary rate limit, request ID ${id}`)

it('explains a failure that repeats in the same words, whatever git and the host measured', () => {
  expect(explanationOf(refused(3001))).toBe(explanationOf(refused(0)))
  expect(messageOf(refused(3001))).toBe(messageOf(refused(0)))
  expect(explanationOf(limited('D0B1:2F13:1A'))).toBe(explanationOf(limited('0A11:FFFF:00')))
})
