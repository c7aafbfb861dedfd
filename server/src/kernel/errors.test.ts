import { expect, it } from 'vitest'
import { Invalid } from './errors.ts'

it('carries every problem of an invalid input, and names them all in its message', () => {
  const error = new Invalid([{ detail: 'Name is wrong', pointer: '/data/attributes/name' }, { detail: 'Email is wrong' }])
  expect(error.message).toBe('Name is wrong; Email is wrong')
  expect(error.problems).toHaveLength(2)
})

it('needs no list for a single problem, with or without a pointer', () => {
  expect(new Invalid('Name is wrong').problems).toEqual([{ detail: 'Name is wrong' }])
  expect(new Invalid('Name is wrong', '/data').problems).toEqual([{ detail: 'Name is wrong', pointer: '/data' }])
})
