import { useEffect, useSyncExternalStore } from 'react'

const SHOWN_MS = 8000
const listeners = new Set<() => void>()
let latest = { text: '' }

/** Says at the foot of the page what was done: "Version 1.2.0 is deprecated." */
export function announce(text: string): void {
  latest = { text }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The place of what is announced, once in the page. */
export function Announcement() {
  const said = useSyncExternalStore(subscribe, () => latest)
  useEffect(() => {
    if (said.text === '') return
    const timer = setTimeout(() => announce(''), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <div role="status" className={said.text === '' ? 'announcement hidden' : 'announcement'}>
      {said.text}
    </div>
  )
}
