// The requests and responses of the routes for archives.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'

const operation = operationsOf('Archives')
const bytes = Type.String({ format: 'binary', examples: [''] })

const query = Type.Object({
  expires: Type.String({ description: 'When the URL expires, as signed', examples: ['1893456000'] }),
  signature: Type.String({ description: 'Signature of the URL' }),
})
const ABOUT = {
  ETag: 'Hash of the content',
  'Cache-Control': 'The content never changes',
  'Accept-Ranges': 'Supports byte ranges',
}
const optional = (description: string, example: string) => Type.Optional(Type.String({ description, examples: [example] }))

export const READ_OBJECT = operation('readArchive', 'Read an archive', {
  query,
  headers: Type.Object({
    Range: optional('Byte range of the archive', 'bytes=0-1023'),
    'If-Range': optional('ETag of the archive that the range belongs to', '"9b7f1c2e"'),
    'If-None-Match': optional('ETags that the client has cached', '"9b7f1c2e"'),
  }),
  answers: {
    200: { description: 'The archive', schema: bytes, type: 'application/gzip', headers: ABOUT },
    206: {
      description: 'The requested range',
      schema: bytes,
      type: 'application/gzip',
      headers: { ...ABOUT, 'Content-Range': 'The range, and the size of the archive' },
    },
    304: { description: 'Not modified', headers: ABOUT },
  },
  failures: [416],
})

export const UPLOAD_OBJECT = operation('uploadArchive', 'Upload the archive of a version', {
  description: 'The import starts afterwards. The status of the version reports its result.',
  query,
  reads: bytes,
  answers: { 200: { description: 'The archive was received' } },
  failures: [409, 413, 415, 422],
})
