export { type DocumentLimits, Documents, type StoredDocument } from './documents.ts'
export type { DocumentLinks } from './rendering/document-links.ts'
