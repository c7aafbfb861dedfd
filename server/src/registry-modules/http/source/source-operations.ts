// The requests and responses of the routes that read the files of a version.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { listOf, resourceSchema } from '../../../platform/http/json-api/index.ts'
import { BINARY, IMAGE_TYPES } from './media-type.ts'

const Binary = Type.String({ format: 'binary' })
const operation = operationsOf('Module versions')

export const FileResource = resourceSchema('RegistryModuleFile', 'registry-module-files', {
  attributes: Type.Object({ path: Type.String({ examples: ['modules/vpc/main.tf'] }), size: Type.Integer({ description: 'Bytes' }) }),
})

export const LIST_FILES = operation('listRegistryModuleFiles', "List the files of a version's archive", { answers: listOf(FileResource) })

export const READ_FILE = operation('readRegistryModuleFile', "Read one file of a version's archive", {
  query: Type.Object({ path: Type.String({ description: 'The path of the file in the archive', examples: ['modules/vpc/main.tf'] }) }),
  headers: Type.Object({ 'If-None-Match': Type.Optional(Type.String({ description: 'ETags that the client has cached' })) }),
  answers: {
    200: {
      description: 'The bytes of the file: an image, plain text, or an attachment',
      type: BINARY,
      alternatives: { 'text/plain': Type.String(), ...Object.fromEntries(IMAGE_TYPES.map((type) => [type, Binary])) },
      schema: Binary,
      headers: { ETag: 'Another one for other bytes', 'Content-Security-Policy': 'Nothing in the file runs' },
    },
    304: { description: 'The client has these bytes' },
  },
  failures: [503],
})
