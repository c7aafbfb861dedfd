import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Heading, headingsOf } from './sections.ts'

/** Fewer headings are seen at a glance. */
const MIN_HEADINGS = 4

/** The headings of a document, as links. */
export function Contents({ html }: { html: string }) {
  const headings = useMemo(() => headingsOf(html), [html])
  if (headings.length < MIN_HEADINGS) return null
  return (
    <nav aria-label="On this page" className="contents">
      <details>
        <summary>On this page</summary>
        <ul className="plain">
          {headings.map((heading) => (
            <Entry key={heading.name} {...heading} />
          ))}
        </ul>
      </details>
    </nav>
  )
}

function Entry({ name, text, level }: Heading) {
  return (
    <li className={level > 2 ? 'deeper' : ''}>
      <Link to="." search={(before) => before} hash={name} resetScroll={false}>
        {text}
      </Link>
    </li>
  )
}
