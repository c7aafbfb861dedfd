import { useEffect } from 'react'

/** Names the document after what it shows, most specific first. */
export function usePageTitle(...parts: readonly string[]): void {
  const title = [...parts, 'Terrace'].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
