export { type Document, pagedDocument, type Relationship, type Resource, type ResourceIdentifier, timestamp } from './documents.ts'
export { asksForPages, inclusionsOf, listParameter, momentOf, pageOf, parameter } from './requests.ts'
export { sendJsonApiFailure, speakJsonApi } from './scope.ts'
export { bodyOf } from './validation.ts'
