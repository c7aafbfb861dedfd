// Labels of modules. Keys are unique within a module.
import type { CamelCased, Schema } from '../../database/index.ts'
import { Invalid, newId, type RegistryModuleId, type TagBindingRequest, tagBindingProblems } from '../../kernel/index.ts'

export type TagBinding = CamelCased<Schema['registry_module_tag_bindings']>

/** @throws Invalid with every problem found */
export function readTagBindings(moduleId: RegistryModuleId, wanted: readonly TagBindingRequest[]): TagBinding[] {
  const problems = tagBindingProblems(wanted, '/data/relationships/tag-bindings/data')
  if (problems.length > 0) throw new Invalid(problems)
  return wanted.map(({ key, value }, position) => ({
    id: newId('tag-binding'),
    registryModuleId: moduleId,
    key,
    value,
    position,
  }))
}
