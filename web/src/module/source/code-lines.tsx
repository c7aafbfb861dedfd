import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import { formatLines, type LineRange, rangeOf } from '../../addresses/line-range.ts'

interface CodeLinesProps {
  /** HTML of each, as the server made it safe */
  lines: readonly string[]
  /** the highlighted ones */
  range: LineRange | undefined
  name: string
}

/** A file with numbered lines. A click on a number names the line in the address, another one with Shift those up to it. */
export function CodeLines({ lines, range, name }: CodeLinesProps) {
  const element = useRef<HTMLPreElement>(null)
  const navigate = useNavigate()
  // One text for all lines: tens of thousands of components would take seconds.
  const html = useMemo(() => lines.map(lineHtml).join(''), [lines])
  useEffect(() => {
    const shown = [...(element.current?.querySelectorAll('.line') ?? [])].slice((range?.first ?? 1) - 1, range?.last ?? 0)
    for (const line of shown) line.classList.add('highlighted')
    shown[0]?.scrollIntoView({ block: 'center' })
    return () => {
      for (const line of shown) line.classList.remove('highlighted')
    }
  }, [html, range?.first, range?.last])
  const choose = (event: React.MouseEvent) => {
    const number = Number(event.target instanceof Element ? (event.target.closest('a[data-line]')?.getAttribute('data-line') ?? 0) : 0)
    if (number === 0 || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    const wanted = event.shiftKey && range !== undefined ? rangeOf(range.first, number) : rangeOf(number, number)
    void navigate({ to: '.', hash: formatLines(wanted), resetScroll: false, hashScrollIntoView: false, replace: range !== undefined })
  }
  return (
    <pre
      ref={element}
      className="source-code"
      // A region that scrolls must be reachable with the keyboard.
      tabIndex={0}
      role="region"
      aria-label={`Lines of ${name}`}
      onClick={choose}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  )
}

/** The numbers are no stops of the Tab key: there may be thousands, and a field leads to any line. */
function lineHtml(line: string, index: number): string {
  const number = index + 1
  return `<span class="line"><a href="#L${number}" data-line="${number}" tabindex="-1">${number}</a><code>${line}\n</code></span>`
}
