import { useEffect, useRef, useState } from 'react'
import type { ModuleResource } from '../../api/modules.ts'
import { counted, formatNumber } from '../../components/numbers.ts'
import { FirstTag } from '../../imports/first-tag.tsx'
import { asSentence } from '../repository/readiness.ts'
import type { ImportProgress } from './import-progress.ts'

interface ProgressProps {
  progress: ImportProgress
  status: ModuleResource['attributes']['status']
  /** why no versions come, if the server knows */
  detail: string | null
}

/** How far it is: a bar, numbers, and words for those who see neither. */
export function Progress({ progress, status, detail }: ProgressProps) {
  const { versions, ready, failed, isOver } = progress
  const text = sentenceOf(progress, status)
  const said = useAnnouncement(text, ready + failed, versions.length, isOver)
  return (
    <>
      <progress className="import-progress" aria-label="Import" value={ready + failed} max={Math.max(versions.length, 1)} />
      <p>{text}</p>
      {detail !== null && <p className="problem">{asSentence(detail)}</p>}
      {status === 'no_version_tags' && (
        <p>
          The module waits for its first release tag: <FirstTag />
        </p>
      )}
      <span role="status" className="hidden">
        {said}
      </span>
    </>
  )
}

function sentenceOf({ versions, others, ready, failed, isOver }: ImportProgress, status: ProgressProps['status']): string {
  if (status === 'no_version_tags') return 'The repository has no release tag yet.'
  if (versions.length === 0) return isOver ? 'No version could be imported.' : 'Looking at the repository…'
  const parts = [
    `${formatNumber(ready)} of ${counted(versions.length, 'version')} ready`,
    ...(failed > 0 ? [`${formatNumber(failed)} failed`] : []),
    ...(others.length > 0 ? [`${counted(others.length, 'other tag')} ignored`] : []),
  ]
  return `${parts.join(', ')}.`
}

const PAUSE_MS = 5000
const STEP = 0.1

/** Says something new every five seconds at most, and only when a tenth more is done; the end at once. */
function useAnnouncement(text: string, done: number, all: number, isOver: boolean): string {
  const [said, setSaid] = useState('')
  const last = useRef({ at: 0, done: 0 })
  useEffect(() => {
    const say = () => {
      last.current = { at: Date.now(), done }
      setSaid(text)
    }
    if (isOver) return say()
    if (done - last.current.done < all * STEP || done === last.current.done) return undefined
    const timer = setTimeout(say, Math.max(0, last.current.at + PAUSE_MS - Date.now()))
    return () => clearTimeout(timer)
  }, [text, done, all, isOver])
  return said
}
