// The one-line description of a module in lists, taken from its README.
import type { PackageInspection } from '../../terraform/index.ts'
import { unpackedDocument } from '../registry-module/document-rows.ts'

const MAX_LENGTH = 200
const NOT_PROSE = /^(#|!\[|\[!\[|<|\||```|---|===|[-*+] |\d+\. |>)/

/** @param document a `PackageInspection` as it is stored */
export function describeInspection(document: string): string {
  return describeFromReadme((JSON.parse(unpackedDocument(document)) as Pick<PackageInspection, 'root'>).root.readme)
}

/** @returns the first paragraph of prose as plain text, cut at a word; empty when there is none */
function describeFromReadme(readme: string): string {
  const paragraph = readme
    .split(/\r?\n[ \t]*\r?\n/)
    .map((text) => text.trim())
    .find((text) => text !== '' && !NOT_PROSE.test(text) && !/^[^\n]*\n[=-]{3,}$/.test(text))
  return cut(plain(paragraph ?? ''))
}

function plain(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^\][]*)\]\([^()\s]*\)/g, '$1')
    .replaceAll(/[`*_]{1,3}/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function cut(text: string): string {
  if (text.length <= MAX_LENGTH) return text
  const end = text.lastIndexOf(' ', MAX_LENGTH)
  return `${text.slice(0, end > 0 ? end : MAX_LENGTH)}…`
}
