import { escapeText } from './escape.ts'
import type { Piece } from './highlighter.ts'

/** @returns as many lines as the code has; each is HTML of its own */
export function codeHtml(pieces: readonly Piece[]): string {
  return pieces.map(htmlOf).join('')
}

/** A piece may go on over several lines. */
function htmlOf({ text, class: name }: Piece): string {
  if (name === undefined) return escapeText(text)
  const lines = text.split('\n').map((line) => (line === '' ? '' : `<span class="${name}">${escapeText(line)}</span>`))
  return lines.join('\n')
}
