// Text as it is: of a document that is no Markdown, or cannot be rendered within the limits.

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const NOTE = '<p class="document-note">This document is shown as plain text, because rendering it takes too much time or memory.</p>\n'

/** @returns a fragment */
export function plainDocument(text: string): string {
  // HTML skips the first line break.
  return `<pre class="code" tabindex="0">\n${text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? '')}</pre>`
}

/** As `plainDocument`, with the reason above. */
export function unrenderedDocument(text: string): string {
  return NOTE + plainDocument(text)
}
