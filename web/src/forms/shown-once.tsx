import { type ReactNode, useEffect, useRef } from 'react'

/** What is not shown again. The focus is on the button that copies it. */
export function ShownOnce({ children }: { children: ReactNode }) {
  const shown = useRef<HTMLDivElement>(null)
  useEffect(() => shown.current?.querySelector('button')?.focus(), [])
  return (
    <div ref={shown} className="stacked">
      {children}
    </div>
  )
}
