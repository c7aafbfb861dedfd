import type { Language } from '../rendering/code/languages.ts'
import type { DocumentLinks } from '../rendering/html/document-links.ts'

export interface DocumentTask {
  kind: 'document'
  text: string
  links: DocumentLinks
  /** whether code is highlighted */
  highlighted: boolean
}

export interface CodeTask {
  kind: 'code'
  text: string
  language: Language
}

export type RenderTask = DocumentTask | CodeTask
export type RenderReply = { html: string } | { failure: string }
