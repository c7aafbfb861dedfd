// A source file as the API renders it.
import type { Static } from 'typebox'
import type { SourceView } from '../../source/version-documents.ts'
import type { HighlightedFile } from './document-operations.ts'

export function sourceDocument({ file, versionId, code, isCut }: SourceView): Static<typeof HighlightedFile> {
  const lines = code === undefined ? null : linesOf(code.html)
  return {
    id: `${versionId}:${file.path}`,
    type: 'registry-module-highlighted-files',
    attributes: { path: file.path, size: file.size, language: code?.language ?? null, lines, 'is-cut': code !== undefined && isCut },
  }
}

/** A line break ends a line, and begins none. */
function linesOf(html: string): string[] {
  const lines = html.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
