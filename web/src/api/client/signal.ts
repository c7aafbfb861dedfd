// A yes or no that changes outside of components.
import { useSyncExternalStore } from 'react'

export interface Signal {
  get(): boolean
  set(value: boolean): void
  /** Resolves when it has the value. */
  becomes(value: boolean): Promise<void>
  subscribe(listener: () => void): () => void
}

export function createSignal(initial: boolean): Signal {
  const listeners = new Set<() => void>()
  let current = initial
  return {
    get: () => current,
    set(value) {
      if (value === current) return
      current = value
      for (const listener of listeners) listener()
    },
    becomes: (value) =>
      new Promise((resolve) => {
        const look = () => {
          if (current !== value) return
          listeners.delete(look)
          resolve()
        }
        listeners.add(look)
        look()
      }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useSignal({ subscribe, get }: Signal): boolean {
  return useSyncExternalStore(subscribe, get)
}
