export { accepted, created, listOf, NOTHING, one, pageOfMany } from './answers.ts'
export { type Document, pagedDocument, type Relationship, type Resource, type ResourceIdentifier, timestamp } from './documents.ts'
export { choice, choices, flag, including, OPTIONAL_PAGING, paging, text, texts } from './query-schemas.ts'
export { asksForPages, inclusionsOf, listParameter, pageOf, parameter } from './requests.ts'
export { eachOf, identifierOf, nullable, oneOf, Related, resourceSchema, SelfLink, switches, Timestamp, toMany, toOne } from './schemas.ts'
export { jsonApiFailure, speakJsonApi } from './scope.ts'
export {
  TagBindingItems,
  TagBindingResource,
  TagBindingsRelationship,
  tagBindingDocument,
  tagBindingRequests,
} from './tag-bindings.ts'
export { bodyOf } from './validation.ts'
