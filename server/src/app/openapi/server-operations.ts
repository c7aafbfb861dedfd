// The responses of the server's own routes.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'

const operation = operationsOf('Server')
const text = { description: 'The text', schema: Type.String() }

export const LIVEZ = operation('readLiveness', 'Check whether the process is alive', {
  answers: { 200: { ...text, headers: { 'Terrace-Version': 'The version of the server' } } },
})
export const READYZ = operation('readReadiness', 'Check whether the server is ready for requests', {
  answers: { 200: text, 503: { ...text, description: 'The server is not ready; the text says why' } },
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
export const DISCOVER = operation('discoverServices', 'Discover the services of this host', {
  answers: { 200: { description: 'The addresses of the services', schema: Services } },
})

export const PING = operation('ping', 'Read the headers that identify the server', { answers: { 204: { description: 'The headers' } } })

export const READ_OPENAPI = operation('readOpenApi', 'Read this document', {
  answers: {
    200: {
      description: 'The document',
      schema: Type.Object({}, { additionalProperties: Type.Unknown() }),
      headers: { ETag: 'Hash of the document' },
    },
    304: { description: 'Not modified' },
  },
})
