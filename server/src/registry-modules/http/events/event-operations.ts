// The requests and responses of the routes for events of imports.
import { Type } from 'typebox'
import { EVENT_KINDS } from '../../../import-ledger/index.ts'
import { operationsOf } from '../../../platform/http/index.ts'
import {
  choices,
  identifierOf,
  nullable,
  oneOf,
  pageOfMany,
  paging,
  resourceSchema,
  Timestamp,
} from '../../../platform/http/json-api/index.ts'

const operation = operationsOf('Module versions')

export const EventResource = resourceSchema('ImportEvent', 'import-events', {
  attributes: Type.Object({
    kind: oneOf(EVENT_KINDS),
    status: Type.String({ examples: ['ok'] }),
    version: nullable(Type.String()),
    message: nullable(Type.String()),
    detail: Type.Record(Type.String(), Type.Unknown()),
    'started-at': Timestamp,
    'duration-ms': nullable(Type.Integer()),
    'recorded-at': Timestamp,
  }),
  relationships: Type.Object({ 'registry-module': Type.Object({ data: identifierOf('registry-modules') }) }),
})

export const LIST_EVENTS = operation('listImportEvents', 'List the import events of a module', {
  query: Type.Object({ ...paging(), 'filter[kind]': choices(EVENT_KINDS, 'Only events of these kinds') }),
  answers: pageOfMany(EventResource),
})

const watching = {
  description:
    'With `Accept: text/event-stream`, the response is an open stream of server-sent events, each with one resource as its data. Otherwise, it lists the events after `Last-Event-ID`.',
  headers: Type.Object({
    'Last-Event-ID': Type.Optional(Type.String({ description: 'The id of the last event that the client received', examples: ['42'] })),
  }),
  answers: {
    200: {
      description: 'The events',
      schema: Type.Object({ data: Type.Array(EventResource) }),
      alternatives: { 'text/event-stream': Type.String({ examples: ['id: 42'] }) },
    },
  },
  failures: [429],
}
export const WATCH_MODULE = operation('watchModule', 'Watch the imports of a module', watching)
export const WATCH_ORGANIZATION = operation('watchOrganization', 'Watch the imports of all modules of an organization', watching)
