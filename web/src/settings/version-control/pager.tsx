import { Button } from '@mantine/core'

interface PagerProps {
  page: number
  pages: number
  /** what is paged: "deliveries" */
  what: string
  onPage: (page: number) => void
}

/** One page back or forth. */
export function Pager({ page, pages, what, onPage }: PagerProps) {
  if (pages <= 1) return null
  return (
    <nav aria-label={`Pages of ${what}`} className="pages">
      <Button variant="default" size="xs" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        Previous
      </Button>
      <span role="status" className="subtle">
        Page {page} of {pages}
      </span>
      <Button variant="default" size="xs" disabled={page >= pages} onClick={() => onPage(page + 1)}>
        Next
      </Button>
    </nav>
  )
}
