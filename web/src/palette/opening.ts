// Whether the palette or the list of keys is open, and where the reader was before.
import { createSignal } from '../api/client/signal.ts'

export const paletteIsOpen = createSignal(false)
export const keysAreShown = createSignal(false)
let opener: Element | null = null

export function openPalette(): void {
  remember()
  paletteIsOpen.set(true)
}

export function showKeys(): void {
  remember()
  keysAreShown.set(true)
}

function remember(): void {
  if (document.querySelector('[role="dialog"]') === null) opener = document.activeElement
}

/** After the dialog is gone. On another page, the reader goes on at its content. */
export function returnFocus(): void {
  const goal = opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : document.querySelector('main')
  opener = null
  goal?.focus({ preventScroll: true })
}

/** What is chosen leads to another page. */
export function forgetOpener(): void {
  opener = null
}
