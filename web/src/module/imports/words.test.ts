import { expect, test } from 'vitest'
import { statusWords } from './words.ts'

test.each([
  ['version', 'reg_ingress_failed', 'could not be read'],
  ['version', 'ok', 'ready'],
  ['sync', 'unchanged', 'found no changes'],
  ['sync', 'of_a_later_server', 'of a later server'],
] as const)('the timeline says of a %s that it is %s: "%s"', (kind, status, words) => {
  expect(statusWords(kind, status)).toBe(words)
})
