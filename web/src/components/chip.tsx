import type { ReactNode } from 'react'

export type Meaning = 'ok' | 'warn' | 'danger' | 'info' | 'plain'

/** A state, as a word. Its colour only repeats what the word says. */
export function Chip({ meaning = 'plain', children }: { meaning?: Meaning; children: ReactNode }) {
  return <span className={`chip chip-${meaning}`}>{children}</span>
}
