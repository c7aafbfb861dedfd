export { type DocumentLimits, Documents, type HighlightedCode, type StoredDocument } from './documents.ts'
