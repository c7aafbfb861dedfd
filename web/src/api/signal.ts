// A yes or no that changes outside of components.
import { useSyncExternalStore } from 'react'

export interface Signal {
  get(): boolean
  set(value: boolean): void
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
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useSignal({ subscribe, get }: Signal): boolean {
  return useSyncExternalStore(subscribe, get)
}
