// Labels on modules. A module has a key at most once.

import type { CamelCased, Schema } from '../../database/index.ts'
import { Invalid, newId, type Problem, type RegistryModuleId } from '../../kernel/index.ts'

export type TagBinding = CamelCased<Schema['registry_module_tag_bindings']>

export interface TagBindingRequest {
  key: string
  value: string
}

const MOST = 50
const LONGEST_KEY = 128
const LONGEST_VALUE = 256
const BINDINGS = '/data/relationships/tag-bindings/data'

/** @throws Invalid with every problem found */
export function readTagBindings(moduleId: RegistryModuleId, wanted: readonly TagBindingRequest[]): TagBinding[] {
  const problems: Problem[] = []
  if (wanted.length > MOST) problems.push({ detail: `Tag bindings are too many (maximum is ${MOST})`, pointer: BINDINGS })
  const keys = new Set<string>()
  for (const [index, { key, value }] of wanted.entries()) {
    const pointer = `${BINDINGS}/${index}/attributes`
    if (key === '') problems.push({ detail: "Key can't be blank", pointer: `${pointer}/key` })
    if (key.length > LONGEST_KEY)
      problems.push({ detail: `Key is too long (maximum is ${LONGEST_KEY} characters)`, pointer: `${pointer}/key` })
    if (value.length > LONGEST_VALUE) {
      problems.push({ detail: `Value is too long (maximum is ${LONGEST_VALUE} characters)`, pointer: `${pointer}/value` })
    }
    if (keys.has(key)) problems.push({ detail: `Key ${key} is there more than once`, pointer: `${pointer}/key` })
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
