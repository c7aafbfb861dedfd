import type { ReactNode } from 'react'
import type { Meaning } from './chip.tsx'

/** One line above the content: what is the case, and what to do. */
export function Bar({ meaning, children, action }: { meaning: Meaning; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={`bar bar-${meaning}`}>
      <div>{children}</div>
      {action}
    </div>
  )
}
