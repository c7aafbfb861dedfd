// The requests and responses of the routes that show the documents of a version.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { text } from '../../../platform/http/json-api/index.ts'

export const HTML = 'text/html; charset=utf-8'

const operation = operationsOf('Module versions')

const SHARED = {
  headers: Type.Object({ 'If-None-Match': Type.Optional(Type.String({ description: 'ETags that the client has cached' })) }),
  answers: {
    200: {
      description: 'A fragment without scripts and styles, for any page. Its links begin with `/`, and lead to this server',
      type: 'text/html',
      schema: Type.String({ examples: ['<h2 id="user-content-vpc">VPC</h2>'] }),
      headers: { ETag: 'Another one for other HTML', 'Content-Security-Policy': 'Nothing in it runs' },
    },
    304: { description: 'The client has this HTML' },
  },
  failures: [503],
}

export const READ_README = operation('readRegistryModuleReadme', 'Read a README of a version as HTML', {
  query: Type.Object({ path: text('The directory whose README to read, such as `modules/vpc`; the root when absent') }),
  ...SHARED,
})

export const READ_CHANGELOG = operation('readRegistryModuleChangelog', 'Read the changelog of a version as HTML', SHARED)
