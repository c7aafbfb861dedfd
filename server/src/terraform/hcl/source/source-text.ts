// Decodes bytes to text, and converts offsets to lines and columns.

/** A position in a text. Both numbers count from 1; a column is one Unicode code point. */
export interface Position {
  line: number
  column: number
}

/** The decoded text of one file, without byte order mark. Offsets in this folder are UTF-16 indexes into `text`. */
export class SourceText {
  readonly text: string
  #lineStarts: number[] | undefined

  constructor(text: string) {
    this.text = text
  }

  position(offset: number): Position {
    const line = this.line(offset)
    return { line, column: codePointsBetween(this.text, this.#starts()[line - 1] ?? 0, offset) + 1 }
  }

  /** Cheaper than `position` where lines can be very long. */
  line(offset: number): number {
    const starts = this.#starts()
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }

  #starts(): number[] {
    this.#lineStarts ??= findLineStarts(this.text)
    return this.#lineStarts
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function codePointsBetween(text: string, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end && at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0xdc00 || code > 0xdfff) count++
  }
  return count
}

/**
 * HCL is UTF-8 with an optional byte order mark.
 * @returns the text, with U+FFFD for invalid bytes, and whether it is valid UTF-8
 */
export function decodeSource(bytes: Uint8Array): { text: string; valid: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), valid: true }
  } catch {
    return { text: new TextDecoder('utf-8').decode(bytes), valid: false }
  }
}
