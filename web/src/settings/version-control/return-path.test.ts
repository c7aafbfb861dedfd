import { beforeEach, expect, test, vi } from 'vitest'
import { returnPath } from './return-path.ts'

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'https://registry.example.com' })
})

test('a page of the interface is led back to, with what its address says', () => {
  expect(returnPath('/app/acme/registry/modules/add?step=2')).toBe('/app/acme/registry/modules/add?step=2')
})

test.each([
  'https://evil.example/app/acme',
  '//evil.example/app/acme',
  '/\\evil.example/app/',
  '/app/../login',
  '/login',
  'javascript:alert(1)',
  42,
  undefined,
])('%j is not', (elsewhere) => {
  expect(returnPath(elsewhere)).toBeUndefined()
})
