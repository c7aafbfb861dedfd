import { expect, it } from 'vitest'
import { createRequestIds } from './request-ids.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

it('every request of every server has an id of its own, in the form of a UUID', () => {
  const [one, other] = [createRequestIds(), createRequestIds()]
  const ids = Array.from({ length: 10_000 }, (_, number) => (number % 2 === 0 ? one() : other()))
  expect(ids.filter((id) => !UUID.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})
