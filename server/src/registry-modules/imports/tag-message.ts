// What a version keeps of the message of its annotated tag, which anybody who can push wrote.

/** In UTF-16 code units. Messages of tags are shorter by far; a page of versions has to stay small. */
const MAX_LENGTH = 16_384
/** Control characters, tabs and newlines excepted, and those that change the direction of text. */
const UNSHOWN = /[\p{Cc}\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu

/** @returns null without a message */
export function keptTagMessage(message: string | undefined): string | null {
  const lines = (message ?? '').replaceAll(/\r\n?/g, '\n').replaceAll(UNSHOWN, (each) => (each === '\n' || each === '\t' ? each : ''))
  // Half of a surrogate pair cannot be stored.
  return lines.slice(0, MAX_LENGTH).toWellFormed().trim() || null
}
