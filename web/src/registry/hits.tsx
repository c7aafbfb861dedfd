import { Link, useParams } from '@tanstack/react-router'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import type { FoundModule } from '../api/search.ts'
import { counted, formatNumber } from '../components/numbers.ts'
import { LIST } from './list.ts'
import { listSearch } from './list-search.ts'
import { ModuleRow } from './module-row.tsx'
import { Pages } from './pages.tsx'

interface HitsProps {
  list: RefObject<HTMLUListElement | null>
  modules: readonly FoundModule[]
  count: { total: number; current: number; pages: number; first: number }
  /** the text with its misspelled words put right */
  correction: string | undefined
  /** a text that has nothing to search for */
  ignored: string | undefined
  /** whether newer ones are on their way */
  isOld: boolean
  /** shown when nothing was found */
  children: ReactNode
}

export function Hits({ list, modules, count: { total, current, pages, first }, correction, ignored, isOld, children }: HitsProps) {
  const { org } = useParams({ from: LIST })
  return (
    <>
      <p role="status" className="count">
        {ignored !== undefined && `“${ignored}” has nothing to search for. `}
        {total === 0 ? 'No module matches.' : counted(total, 'module')}
        {modules.length > 0 && pages > 1 && ` · ${formatNumber(first)} to ${formatNumber(first + modules.length - 1)}`}
        {correction !== undefined && (
          <>
            {' · Did you mean '}
            <Link to={LIST} params={{ org }} search={(before) => ({ ...before, q: correction })}>
              {correction}
            </Link>
            ?
          </>
        )}
      </p>
      {total === 0 ? (
        children
      ) : modules.length === 0 ? (
        <PastTheEnd current={current} last={pages} />
      ) : (
        <ul ref={list} className="rows panel" aria-label="Modules" aria-busy={isOld} onKeyDown={moveInList}>
          {modules.map((module) => (
            <ModuleRow key={module.id} org={org} module={module} />
          ))}
        </ul>
      )}
      {current <= pages && <Pages current={current} total={pages} />}
    </>
  )
}

/** Modules were deleted, or the filters chosen, since the address was made. */
function PastTheEnd({ current, last }: { current: number; last: number }) {
  const { org } = useParams({ from: LIST })
  return (
    <div className="panel padded">
      <p>
        The list has no page {formatNumber(current)}.{' '}
        <Link to={LIST} params={{ org }} search={(before) => listSearch({ ...before, page: last })}>
          Go to {last > 1 ? `page ${formatNumber(last)}, the last` : 'the list'}
        </Link>
      </p>
    </div>
  )
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

/** From row to row with the arrow keys. */
function moveInList(event: KeyboardEvent<HTMLUListElement>): void {
  const step = STEPS[event.key]
  if (step === undefined) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('.row')]
  const next = rows[rows.findIndex((row) => row.parentElement?.contains(document.activeElement)) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
