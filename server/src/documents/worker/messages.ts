import type { DocumentLinks } from '../rendering/document-links.ts'

export interface RenderTask {
  text: string
  links: DocumentLinks
  /** whether code has colours */
  highlighted: boolean
}

export type RenderReply = { html: string } | { failure: string }
