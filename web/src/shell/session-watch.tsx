import { lazy, Suspense, useEffect, useState } from 'react'
import { sessionEnded } from '../api/client/session-ended.ts'
import { useSignal } from '../api/client/signal.ts'

/** Dialogs are no part of the first script. */
const SessionEnded = lazy(async () => ({ default: (await import('./session-ended.tsx')).SessionEnded }))

/** Says when the session has ended. */
export function SessionWatch() {
  const ended = useSignal(sessionEnded)
  const [hasEnded, setHasEnded] = useState(false)
  useEffect(() => {
    if (ended) setHasEnded(true)
  }, [ended])
  if (!hasEnded) return null
  return (
    <Suspense fallback={null}>
      <SessionEnded />
    </Suspense>
  )
}
