const KEY = 'terrace-last-organization'

/** Where the reader was last; undefined where the browser keeps nothing. */
export function lastOrganization(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined
  } catch {
    return undefined
  }
}

export function rememberOrganization(name: string): void {
  try {
    localStorage.setItem(KEY, name)
  } catch {
    // Only the next visit notices.
  }
}
