import { expect, it } from 'vitest'
import { sourceUrl } from './source-url.ts'

it.each([
  ['https://github.com/acme/terraform-aws-vpc', 'https://github.com/acme/terraform-aws-vpc'],
  ['http://git.example.com/vpc', 'http://git.example.com/vpc'],
  ['https://ann:secret@git.example.com/vpc', 'https://git.example.com/vpc'],
  ['https://token@git.example.com/vpc', 'https://git.example.com/vpc'],
  ['ssh://git@git.example.com/vpc', undefined],
  ['file:///srv/git/vpc', undefined],
  ['', undefined],
  [undefined, undefined],
])('of %j is %j', (given, expected) => {
  expect(sourceUrl(given)).toBe(expected)
})
