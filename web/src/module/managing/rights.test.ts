import { expect, test } from 'vitest'
import type { ModuleResource } from '../../api/modules.ts'
import { refusalOf } from './rights.ts'

const moduleOf = (owner: string, mayManage: boolean) =>
  ({
    attributes: { permissions: { 'can-delete': mayManage } },
    relationships: { organization: { data: { id: owner } } },
  }) as ModuleResource

test('whoever may not change a module reads which right is missing, and who gives it', () => {
  expect(refusalOf(moduleOf('acme', true), 'acme')).toBeUndefined()
  expect(refusalOf(moduleOf('acme', false), 'acme')).toBe('You need the right to manage modules. The owners of acme can give it to you.')
  expect(refusalOf(moduleOf('library', false), 'acme')).toBe('library shares this module. Only library can change it.')
})
