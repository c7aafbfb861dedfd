import { Link } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'

/** To the pages before and after, of the page shown. */
export function PageLinks({ current, total }: { current: number; total: number }) {
  // Past the end of a list that has become shorter, there is a way back.
  if (total <= 1 && current <= 1) return null
  const last = Math.max(total, 1)
  return (
    <nav aria-label="Pages" className="pages">
      {current > 1 && (
        <Link to="." search={(before) => ({ ...before, page: Math.min(current - 1, last) })} className="page-link">
          <ChevronLeft size={16} aria-hidden />
          Previous
        </Link>
      )}
      <span>
        Page {current} of {last}
      </span>
      {current < total && (
        <Link to="." search={(before) => ({ ...before, page: current + 1 })} className="page-link">
          Next
          <ChevronRight size={16} aria-hidden />
        </Link>
      )}
    </nav>
  )
}
