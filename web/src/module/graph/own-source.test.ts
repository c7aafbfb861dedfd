import { expect, it } from 'vitest'
import { newestUnder, ownSourceOf } from './own-source.ts'

const VPC = { namespace: 'acme', name: 'vpc', provider: 'aws' }

it.each([
  ['registry.example.com:8443/acme/vpc/aws', VPC],
  ['Registry.Example.com:8443/acme/vpc/aws//modules/nat', VPC],
  ['registry.example.com/acme/vpc/aws', undefined],
  ['acme/vpc/aws', undefined],
  ['./modules/nat', undefined],
  ['git::https://registry.example.com:8443/acme/vpc/aws', undefined],
  ['registry.example.com:8443/acme/vpc/aws/1.0.0', undefined],
])('what this registry has of %s: %j', (source, expected) => {
  expect(ownSourceOf(source, 'registry.example.com:8443')).toEqual(expected)
})

it.each([
  ['~> 1.2', '1.4.0', 'newest is 1.4.0'],
  ['', '1.4.0', 'newest is 1.4.0'],
  ['~> 1.2', '2.0.0', 'excludes the newest, 2.0.0'],
  ['1.2.0', '1.4.0', 'excludes the newest, 1.4.0'],
  ['what?', '1.4.0', 'newest is 1.4.0'],
  ['~> 1.2', null, ''],
])('under %j, of %s it says: %s', (constraint, newest, expected) => {
  expect(newestUnder(constraint, newest)).toBe(expected)
})
