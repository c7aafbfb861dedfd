import { Button, Modal } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { accountQuery } from '../api/account.ts'
import { sessionEnded } from '../api/client/session-ended.ts'
import { useSignal } from '../api/client/signal.ts'

const SIGN_IN = `/login?return_to=${encodeURIComponent('/app/signed-in')}`

/** Over the page, which keeps what was typed: signing in happens in another window. */
export function SessionEndedDialog() {
  const ended = useSignal(sessionEnded)
  const client = useQueryClient()
  const [problem, setProblem] = useState('')
  const look = useCallback(async () => {
    try {
      await client.fetchQuery({ ...accountQuery, staleTime: 0, retry: false })
      sessionEnded.set(false)
      setProblem('')
      await client.invalidateQueries()
    } catch {
      setProblem('You are still signed out.')
    }
  }, [client])
  useEffect(() => {
    if (!ended) return
    const onFocus = () => void look()
    window.addEventListener('focus', onFocus)
    return () => window.removeEventListener('focus', onFocus)
  }, [ended, look])
  return (
    <Modal opened={ended} onClose={() => undefined} withCloseButton={false} title="Your session has ended" centered>
      <p>Sign in again in another window. This page stays as it is, with everything that you have typed.</p>
      <div className="actions">
        <Button component="a" href={SIGN_IN} target="_blank" rel="opener" data-autofocus>
          Sign in
        </Button>
        <Button variant="default" onClick={() => void look()}>
          I am signed in
        </Button>
      </div>
      <p role="status" className="subtle">
        {problem}
      </p>
    </Modal>
  )
}
