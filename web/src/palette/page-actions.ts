// What the page shown offers to do. The palette lists it.
import { useEffect, useSyncExternalStore } from 'react'

export interface PageAction {
  label: string
  run: () => void
}

let actions: readonly PageAction[] = []
const listeners = new Set<() => void>()

function change(next: readonly PageAction[]): void {
  actions = next
  for (const listener of listeners) listener()
}

/** For as long as the component is shown. @param run does not change with each rendering */
export function usePageAction(label: string, run: () => void): void {
  useEffect(() => {
    const action = { label, run }
    change([...actions, action])
    return () => change(actions.filter((each) => each !== action))
  }, [label, run])
}

export function usePageActions(): readonly PageAction[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => actions,
  )
}
