import { expect, test } from 'vitest'
import { adviceFor, answerTo } from './words.ts'

const SOURCE = 'registry.example.com/acme/vpc/aws'
const choice = (chosen: string | undefined, newest?: string) => ({ chosen, newest, verdicts: new Map() })

test('a revoked version that is chosen is said to be refused', () => {
  expect(answerTo(choice('2.3.0'), SOURCE, new Set())).toBe('Terraform and OpenTofu would choose 2.3.0.')
  expect(answerTo(choice('2.3.0'), SOURCE, new Set(['2.3.0']))).toContain('Its download is then refused, because it is revoked.')
})

test('where nothing fits, the answer is that of the command line', () => {
  expect(answerTo(choice(undefined), SOURCE, new Set())).toBe(`Module "${SOURCE}" has no versions available on registry.example.com.`)
  expect(answerTo(choice(undefined, '2.3.0'), SOURCE, new Set())).toContain('The newest available version is 2.3.0.')
})

test('a client is advised to no version whose download is refused', () => {
  const fitting = ['2.4.0', '2.3.0', '2.2.0']
  const refusals = new Map([['2.4.0', 'It requires Terraform >= 1.12.']])
  expect(adviceFor('1.11.4', { fitting, refusals, revoked: new Set() })).toContain('The newest that it runs is 2.3.0.')
  expect(adviceFor('1.11.4', { fitting, refusals, revoked: new Set(['2.3.0']) })).toContain('The newest that it runs is 2.2.0.')
  expect(adviceFor('1.11.4', { fitting, refusals, revoked: new Set(['2.3.0', '2.2.0']) })).toBe(' 1.11.4 runs none that fits.')
})
