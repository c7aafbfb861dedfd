import { expect, it } from 'vitest'
import {
  Conflict,
  Forbidden,
  Invalid,
  LimitExceeded,
  Malformed,
  NotFound,
  StorageFull,
  TooManyAttempts,
  Unauthenticated,
  Unavailable,
} from '../../../kernel/index.ts'
import { httpFailure } from './status.ts'

it('has one status for every failure a domain can report', () => {
  const statuses = [
    new Malformed('x'),
    new Unauthenticated('x'),
    new Forbidden('x'),
    new NotFound('x'),
    new Conflict('x'),
    new LimitExceeded('x'),
    new Invalid('x'),
    new Unavailable('x'),
    new StorageFull('x'),
  ].map((error) => httpFailure(error)?.status)
  expect(statuses).toEqual([400, 401, 403, 404, 409, 413, 422, 503, 507])
})

it('says in whole seconds when to try again what may work then', () => {
  expect(httpFailure(new Unavailable('x'))?.retryAfterSeconds).toSatisfy((seconds: number) => Number.isInteger(seconds) && seconds > 0)
  expect(httpFailure(new TooManyAttempts('x', 2.5))?.retryAfterSeconds).toBe(3)
  expect(httpFailure(new Conflict('x'))?.retryAfterSeconds).toBeUndefined()
})

it('keeps every problem with its pointer', () => {
  const problems = [{ detail: 'one', pointer: '/data' }, { detail: 'two' }]
  expect(httpFailure(new Invalid(problems))).toEqual({ status: 422, title: 'invalid attribute', problems })
})

it('reveals nothing of unexpected errors', () => {
  for (const error of [new Error('password is 1234'), 'text', undefined, null, Object.assign(new Error('x'), { statusCode: 500 })]) {
    expect(httpFailure(error)).toBeUndefined()
  }
})

it("passes on the framework's own errors", () => {
  expect(httpFailure(Object.assign(new Error('too big'), { statusCode: 413 }))).toMatchObject({ status: 413, title: 'too large' })
  expect(httpFailure(Object.assign(new Error('what?'), { statusCode: 415 }))).toMatchObject({ status: 415, title: 'bad request' })
})
