// What the routes of the server itself answer.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'

const operation = operationsOf('Server')
const text = { description: 'The text', schema: Type.String() }

export const GREET = operation('greet', 'Greet who opens the address in a browser', { answers: { 200: text } })
export const LIVEZ = operation('readLiveness', 'Whether the process is alive', { answers: { 200: text } })
export const READYZ = operation('readReadiness', 'Whether the server can take requests', {
  answers: { 200: text, 503: { ...text, description: 'It cannot; the text says why' } },
})

const path = Type.String({ examples: ['/api/v2/'] })
const Services = Type.Object(
  {
    'login.v1': Type.Object({
      client: Type.String({ examples: ['terraform-cli'] }),
      grant_types: Type.Array(Type.String({ examples: ['authz_code'] })),
      authz: path,
      token: path,
      ports: Type.Array(Type.Integer()),
    }),
    'modules.v1': path,
    'tfe.v2': path,
    'tfe.v2.1': path,
    'tfe.v2.2': path,
  },
  { title: 'Services' },
)
export const DISCOVER = operation('discoverServices', 'Where the services of this host are', {
  answers: { 200: { description: 'Their addresses', schema: Services } },
})

export const PING = operation('ping', 'What clients call first, for the headers', { answers: { 204: { description: 'It is there' } } })

export const READ_OPENAPI = operation('readOpenApi', 'This document', {
  answers: { 200: { description: 'The document', schema: Type.Object({}, { additionalProperties: Type.Unknown() }) } },
})
