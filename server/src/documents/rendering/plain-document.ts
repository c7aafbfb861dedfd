// Text as it is: of a document that is no Markdown, or cannot be rendered within the limits.
import { escapeText } from './code/escape.ts'

const NOTE = '<p class="document-note">This document is shown as plain text, because rendering it takes too much time or memory.</p>\n'

/** @returns a fragment */
export function plainDocument(text: string): string {
  // HTML skips the first line break.
  return `<pre class="code" tabindex="0">\n${escapeText(text)}</pre>`
}

/** As `plainDocument`, with the reason above. */
export function unrenderedDocument(text: string): string {
  return NOTE + plainDocument(text)
}

/** Stands below a document of which only the beginning is shown. @param page of the whole file */
export function cutNote(page: string): string {
  return `\n<p class="document-note">Only the beginning is shown. <a href="${escapeText(page)}">Show the whole file</a></p>`
}
