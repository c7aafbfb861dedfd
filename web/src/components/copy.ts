// Copies text. Browsers offer their clipboard to pages over HTTPS only, and many registries are plain HTTP on an internal name.

/** @returns whether it worked */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext && 'clipboard' in navigator) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      // Refused: the older way may still work.
    }
  }
  return copyBySelection(text)
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.className = 'copied-text'
  // Inside a dialog that keeps the focus, an element outside could not be selected.
  const place = focused?.closest('[role="dialog"]') ?? document.body
  place.append(area)
  area.select()
  try {
    // The only way to copy without a secure context.
    // oxlint-disable-next-line typescript/no-deprecated
    return document.execCommand('copy')
  } finally {
    area.remove()
    if (focused instanceof HTMLElement) focused.focus()
  }
}
