import { Button } from '@mantine/core'

interface PagerProps {
  /** of what: "tags" */
  what: string
  current: number
  total: number
  onChange: (page: number) => void
}

/** The way through one of several lists of a page. */
export function Pager({ what, current, total, onChange }: PagerProps) {
  // Past the end of a list that has become shorter, there is a way back.
  if (total <= 1 && current <= 1) return null
  const last = Math.max(total, 1)
  return (
    <nav aria-label={`Pages of ${what}`} className="pages">
      <Button variant="default" size="xs" disabled={current <= 1} onClick={() => onChange(Math.min(current - 1, last))}>
        Previous<span className="hidden"> page of {what}</span>
      </Button>
      <span className="subtle" role="status">
        Page {current} of {last}
      </span>
      <Button variant="default" size="xs" disabled={current >= total} onClick={() => onChange(current + 1)}>
        Next<span className="hidden"> page of {what}</span>
      </Button>
    </nav>
  )
}
