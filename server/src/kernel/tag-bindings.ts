// Labels that clients bind to things. A thing has a key at most once.
import type { Problem } from './errors.ts'

export interface TagBindingRequest {
  key: string
  value: string
}

const MAX_BINDINGS = 50
const MAX_KEY = 128
const MAX_VALUE = 256

/** @param at the pointer of the list in the request */
export function tagBindingProblems(wanted: readonly TagBindingRequest[], at: string): Problem[] {
  const problems: Problem[] = []
  if (wanted.length > MAX_BINDINGS) problems.push({ detail: `Too many tag bindings (maximum is ${MAX_BINDINGS})`, pointer: at })
  const keys = new Set<string>()
  for (const [index, { key, value }] of wanted.entries()) {
    const pointer = `${at}/${index}/attributes`
    if (key === '') problems.push({ detail: "Key can't be blank", pointer: `${pointer}/key` })
    if (key.length > MAX_KEY) problems.push({ detail: `Key is too long (maximum is ${MAX_KEY} characters)`, pointer: `${pointer}/key` })
    if (value.length > MAX_VALUE) {
      problems.push({ detail: `Value is too long (maximum is ${MAX_VALUE} characters)`, pointer: `${pointer}/value` })
    }
    if (keys.has(key)) problems.push({ detail: `Key ${key} is used more than once`, pointer: `${pointer}/key` })
    keys.add(key)
  }
  return problems
}
