import { useLocation, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/** Before every id of a document. */
const ID_PREFIX = 'user-content-'

interface SafeHtmlProps {
  /** as the server made it safe: nothing else may come here */
  html: string
  className: string
}

/** A document. Its links into the interface load no new page, and addresses with the name of a heading lead to it. */
export function SafeHtml({ html, className }: SafeHtmlProps) {
  const element = useRef<HTMLDivElement>(null)
  const router = useRouter()
  const hash = useLocation({ select: (location) => location.hash })
  useEffect(() => showHeading(element.current, hash), [hash, html])
  const follow = (event: React.MouseEvent<HTMLDivElement>) => {
    const address = plainClick(event) ? linkOf(event.target) : undefined
    if (address === undefined) return
    event.preventDefault()
    router.history.push(address)
  }
  return <div ref={element} className={className} onClick={follow} dangerouslySetInnerHTML={{ __html: html }} />
}

/** Another button or key asks the browser for a window of its own. */
function plainClick({ button, metaKey, ctrlKey, shiftKey, altKey }: React.MouseEvent): boolean {
  return button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey
}

/** @returns where a link leads within the interface, or within the document */
function linkOf(target: EventTarget): string | undefined {
  const link = target instanceof Element ? target.closest('a[href]') : null
  const href = link?.getAttribute('href') ?? ''
  if (href.startsWith('#')) return location.pathname + location.search + href.replace(`#${ID_PREFIX}`, '#')
  return href.startsWith('/app/') ? href : undefined
}

/** The server knows nothing of the part behind `#`. A heading may be in a part that is folded. */
function showHeading(document: HTMLElement | null, hash: string): void {
  if (document === null || hash === '') return
  const name = hash.startsWith(ID_PREFIX) ? hash : ID_PREFIX + hash
  const heading = document.querySelector(`[id="${CSS.escape(name)}"], [name="${CSS.escape(name)}"]`)
  heading?.closest('details')?.setAttribute('open', '')
  heading?.scrollIntoView()
}
