// The optional inputs that join the block: ticked beside it or in the list of inputs, kept in the address.
import { useFact } from '../state/fragment.ts'

interface Named {
  name: string
}

export interface Chosen {
  names: ReadonlySet<string>
  choose: (names: readonly string[]) => void
  toggle: (name: string, isWanted: boolean) => void
}

/** @param optional every one, in the order of the block */
export function useChosen(optional: readonly Named[]): Chosen {
  const [text, setText] = useFact('with')
  const wanted = new Set(text.split(','))
  const all = optional.map(({ name }) => name)
  const names = new Set(all.filter((name) => wanted.has(name)))
  const choose = (some: readonly string[]) => setText(some.join(','))
  const toggle = (name: string, isWanted: boolean) => choose(all.filter((each) => (each === name ? isWanted : names.has(each))))
  return { names, choose, toggle }
}
