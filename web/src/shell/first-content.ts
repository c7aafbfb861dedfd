// What the server sent for the time until the interface is there.
import { useLayoutEffect } from 'react'

function firstContent(): Element | null {
  return document.querySelector('#first')
}

/** Whether it shows the beginning of the list. Then it stays until the list itself is there. */
export const BEGINS_WITH_LIST = (firstContent()?.querySelector('.rows') ?? null) !== null

/** Puts the interface in its place. Whoever was at one of its links goes on at the same link. */
export function useInsteadOfFirstContent(isReady = true): void {
  useLayoutEffect(() => {
    const first = firstContent()
    if (!isReady || first === null) return
    const focused = first.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : null
    first.remove()
    if (typeof focused === 'string') document.querySelector<HTMLElement>(`#root a[href="${CSS.escape(focused)}"]`)?.focus()
  }, [isReady])
}
