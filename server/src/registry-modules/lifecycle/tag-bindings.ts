// Labels of modules. Keys are unique within a module.
import type { CamelCased, Schema } from '../../database/index.ts'
import { Invalid, newId, type Problem, type RegistryModuleId } from '../../kernel/index.ts'

export type TagBinding = CamelCased<Schema['registry_module_tag_bindings']>

export interface TagBindingRequest {
  key: string
  value: string
}

const MAX_BINDINGS = 50
const MAX_KEY = 128
const MAX_VALUE = 256
const BINDINGS = '/data/relationships/tag-bindings/data'

/** @throws Invalid with every problem found */
export function readTagBindings(moduleId: RegistryModuleId, wanted: readonly TagBindingRequest[]): TagBinding[] {
  const problems: Problem[] = []
  if (wanted.length > MAX_BINDINGS) problems.push({ detail: `Too many tag bindings (maximum is ${MAX_BINDINGS})`, pointer: BINDINGS })
  const keys = new Set<string>()
  for (const [index, { key, value }] of wanted.entries()) {
    const pointer = `${BINDINGS}/${index}/attributes`
    if (key === '') problems.push({ detail: "Key can't be blank", pointer: `${pointer}/key` })
    if (key.length > MAX_KEY) problems.push({ detail: `Key is too long (maximum is ${MAX_KEY} characters)`, pointer: `${pointer}/key` })
    if (value.length > MAX_VALUE) {
      problems.push({ detail: `Value is too long (maximum is ${MAX_VALUE} characters)`, pointer: `${pointer}/value` })
    }
    if (keys.has(key)) problems.push({ detail: `Key ${key} is used more than once`, pointer: `${pointer}/key` })
    keys.add(key)
  }
  if (problems.length > 0) throw new Invalid(problems)
  return wanted.map(({ key, value }, position) => ({
    id: newId('tag-binding'),
    registryModuleId: moduleId,
    key,
    value,
    position,
  }))
}
