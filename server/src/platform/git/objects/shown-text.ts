/** Control characters, and those that change the direction of text. */
const UNSHOWN = /[\p{Cc}\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu

/**
 * What anybody who can push wrote, as it may be shown: newlines and tabs stay, other control characters go.
 * @param maxLength in UTF-16 code units
 */
export function shownText(text: string, maxLength: number): string {
  const lines = text.replaceAll(/\r\n?/g, '\n').replaceAll(UNSHOWN, (each) => (each === '\n' || each === '\t' ? each : ''))
  // Half of a surrogate pair cannot be stored.
  return lines.slice(0, maxLength).toWellFormed().trim()
}
