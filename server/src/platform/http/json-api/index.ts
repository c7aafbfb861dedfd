export { type Document, pagedDocument, type Relationship, type Resource, type ResourceIdentifier, timestamp } from './documents.ts'
export { asksForPages, inclusionsOf, pageOf, parameter } from './requests.ts'
export { speakJsonApi } from './scope.ts'
export { bodyOf } from './validation.ts'
