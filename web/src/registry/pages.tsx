import { Link, useParams } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { LIST } from './list.ts'

/** Numbers of pages as links: the nearest, the first and the last. */
export function Pages({ current, total }: { current: number; total: number }) {
  if (total <= 1) return null
  return (
    <nav aria-label="Pages" className="pages">
      {current > 1 && (
        <PageLink to={current - 1}>
          <ChevronLeft size={16} aria-hidden />
          Previous
        </PageLink>
      )}
      {nearPages(current, total).map((page, index, shown) => (
        <span key={page}>
          {index > 0 && page - (shown[index - 1] ?? 0) > 1 && <span aria-hidden="true">… </span>}
          <PageLink to={page} current={page === current}>
            <span className="hidden">Page </span>
            {page}
          </PageLink>
        </span>
      ))}
      {current < total && (
        <PageLink to={current + 1}>
          Next
          <ChevronRight size={16} aria-hidden />
        </PageLink>
      )}
    </nav>
  )
}

function PageLink({ to, current = false, children }: { to: number; current?: boolean; children: React.ReactNode }) {
  const { org } = useParams({ from: LIST })
  return (
    <Link
      to={LIST}
      params={{ org }}
      search={(before) => ({ ...before, page: to })}
      className="page-link"
      activeOptions={{ exact: true, includeSearch: true }}
      {...(current && { 'aria-current': 'page' })}
    >
      {children}
    </Link>
  )
}

function nearPages(current: number, total: number): number[] {
  const wanted = [1, current - 1, current, current + 1, total]
  return [...new Set(wanted.filter((page) => page >= 1 && page <= total))]
}
