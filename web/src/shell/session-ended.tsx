import { lazy, Suspense, useState } from 'react'
import { sessionEnded } from '../api/client/session-ended.ts'
import { useSignal } from '../api/client/signal.ts'

const SessionEndedDialog = lazy(async () => ({ default: (await import('./session-ended-dialog.tsx')).SessionEndedDialog }))

/** Loads the dialog when it is first needed. */
export function SessionEnded() {
  const ended = useSignal(sessionEnded)
  const [wasNeeded, setWasNeeded] = useState(false)
  if (ended && !wasNeeded) setWasNeeded(true)
  return wasNeeded ? (
    <Suspense fallback={null}>
      <SessionEndedDialog />
    </Suspense>
  ) : null
}
