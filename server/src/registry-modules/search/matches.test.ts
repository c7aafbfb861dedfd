import { describe, expect, it } from 'vitest'
import type { Entry } from '../search-index/content.ts'
import { termOf, wordsOf } from '../search-index/terms.ts'
import { matchesOf } from './matches.ts'

const entry = (kind: Entry['kind'], name: string, description = ''): Entry => ({ kind, name, description, path: '' })

const NETWORK = { name: 'network', namespace: 'acme', provider: 'aws', description: 'A VPC with NAT gateways' }
const CONTENT = {
  entries: [
    entry('input', 'cidr', 'Range of the VPC'),
    entry('input', 'enable_nat', 'Whether to have a gateway'),
    entry('output', 'vpc_id'),
    entry('resource', 'aws_vpc'),
    entry('resource', 'aws_subnet'),
  ],
  readme: 'Makes a VPC, and flow logs for it.',
  submoduleReadmes: [] as [string, string][],
}

function reasonsFor(text: string): string[] {
  const groups = wordsOf(text).map((word) => ({ required: true, terms: new Map([[termOf(word), 100]]), frequency: 1 }))
  return matchesOf(NETWORK, CONTENT, groups).map(({ kind, name }) => `${kind} ${name}`)
}

describe('why a module is found', () => {
  it.each([
    ['aws_vpc', ['resource aws_vpc']],
    ['nat', ['input enable_nat']],
    ['vpc', ['output vpc_id', 'resource aws_vpc']],
    ['vpc subnet', ['output vpc_id', 'resource aws_vpc', 'resource aws_subnet']],
  ])('says what is called %s, though the description has the words too', (text, expected) => {
    expect(reasonsFor(text)).toEqual(expected)
  })

  it('does not say what only describes a word that the description has', () => {
    expect(reasonsFor('network')).toEqual([])
  })

  it('has the README for a word that nothing else has', () => {
    expect(reasonsFor('flow')).toEqual(['readme Makes a VPC, and flow logs for it.'])
    expect(reasonsFor('vpc flow').at(-1)).toBe('readme Makes a VPC, and flow logs for it.')
  })
})
