/** What ends a line, or turns the direction of the text around it. */
const TURNING = /[\p{Cc}\p{Zl}\p{Zp}\u{061C}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu

/** A name of a file as it is, so that `U+202E` cannot make it look like a picture. */
export function shownName(name: string): string {
  return name.replaceAll(TURNING, (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
}
