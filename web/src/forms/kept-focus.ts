import { useEffect, useRef } from 'react'

/**
 * A button is disabled while it works, and browsers take the focus from what is disabled. It gets it back, unless something else has it.
 * @returns the ref of the button
 */
export function useKeptFocus(isBusy: boolean): React.RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null)
  const wasBusy = useRef(false)
  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (wasBusy.current && !isBusy && isLost) button.current?.focus({ preventScroll: true })
    wasBusy.current = isBusy
  }, [isBusy])
  return button
}
