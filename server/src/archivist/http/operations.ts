// What the routes of archives read and answer.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'

const operation = operationsOf('Archives')
const bytes = Type.String({ format: 'binary', examples: [''] })

const query = Type.Object({
  expires: Type.String({ description: 'Until when the address is valid, as it was signed', examples: ['1893456000'] }),
  signature: Type.String({ description: 'The signature of the address' }),
})
const ABOUT = {
  ETag: 'The hash of the content',
  'Cache-Control': 'It never changes',
  'Accept-Ranges': 'Bytes',
}
const optional = (description: string, example: string) => Type.Optional(Type.String({ description, examples: [example] }))

export const READ_OBJECT = operation('readArchive', 'Read an archive', {
  query,
  headers: Type.Object({
    Range: optional('A part of the archive', 'bytes=0-1023'),
    'If-Range': optional('The ETag that the range is a part of', '"…"'),
    'If-None-Match': optional('ETags that are known', '"…"'),
  }),
  answers: {
    200: { description: 'The archive', schema: bytes, type: 'application/gzip', headers: ABOUT },
    206: {
      description: 'A part of it',
      schema: bytes,
      type: 'application/gzip',
      headers: { ...ABOUT, 'Content-Range': 'Which part of how many bytes' },
    },
    304: { description: 'It is known', headers: ABOUT },
  },
  failures: [416],
})

export const UPLOAD_OBJECT = operation('uploadArchive', 'Upload the archive of a version', {
  description: 'It is imported afterwards; the version says what became of it.',
  query,
  reads: bytes,
  answers: { 200: { description: 'It was received' } },
  failures: [409, 413],
})
