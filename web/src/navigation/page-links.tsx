import { Link } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'

/** To the pages before and after, of the page shown. */
export function PageLinks({ current, total }: { current: number; total: number }) {
  if (total <= 1) return null
  return (
    <nav aria-label="Pages" className="pages">
      {current > 1 && (
        <Link to="." search={(before) => ({ ...before, page: current - 1 })} className="page-link">
          <ChevronLeft size={16} aria-hidden />
          Previous
        </Link>
      )}
      <span>
        Page {current} of {total}
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
