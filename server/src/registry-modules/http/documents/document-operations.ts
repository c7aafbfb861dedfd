// The requests and responses of the routes that show the documents and the source of a version.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { nullable, one, resourceSchema, text } from '../../../platform/http/json-api/index.ts'

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

export const HighlightedFile = resourceSchema('RegistryModuleHighlightedFile', 'registry-module-highlighted-files', {
  attributes: Type.Object({
    path: Type.String({ examples: ['modules/vpc/main.tf'] }),
    size: Type.Integer({ description: 'Bytes' }),
    language: nullable(Type.String({ examples: ['hcl'] })),
    lines: nullable(
      Type.Array(Type.String({ examples: ['<span class="code-keyword">locals</span> {'] }), {
        description: 'HTML without scripts and styles for each line; null when the file is not text',
      }),
    ),
    'is-cut': Type.Boolean({ description: 'Whether the file goes on: lines are those of its first 512 KB' }),
  }),
})

export const READ_HIGHLIGHTED = operation(
  'readHighlightedRegistryModuleFile',
  "Read one file of a version's archive as highlighted lines",
  {
    query: Type.Object({ path: Type.String({ description: 'The path of the file in the archive', examples: ['modules/vpc/main.tf'] }) }),
    answers: one(HighlightedFile),
    failures: [503],
  },
)
