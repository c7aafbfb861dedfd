import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { refreshTokens, tokenUseQuery } from '../../api/tokens.ts'
import { Chip } from '../../components/chip.tsx'

/** Waits until a client has signed in with a new token, so that whoever made it sees that it works. */
export function FirstUse({ id }: { id: string }) {
  const { data: usedAt, isError } = useQuery(tokenUseQuery(id))
  useEffect(() => {
    if (typeof usedAt === 'string') refreshTokens()
  }, [usedAt])
  if (isError) return null
  return (
    <p>
      <span role="status">{typeof usedAt === 'string' ? <Chip meaning="ok">It works</Chip> : <Chip>Waiting for its first use</Chip>}</span>{' '}
      {typeof usedAt === 'string' ? (
        <>
          A client signed in with it <Seconds key={usedAt} since={usedAt} />.
        </>
      ) : (
        'Use it as above: this page notices within ten seconds or so.'
      )}
    </p>
  )
}

/** It ticks. Screen readers hear of the first use alone. */
function Seconds({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return <time dateTime={since}>{Math.max(0, Math.round((now - Date.parse(since)) / 1000))} s ago</time>
}
