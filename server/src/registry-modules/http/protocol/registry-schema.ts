// Schemas of the public registry's JSON, as registry-json.ts and publication-state.ts write it.
import { Type } from 'typebox'
import { nullable, Timestamp } from '../../../platform/http/json-api/index.ts'

const text = Type.String()
const deprecation = nullable(Type.Object({ reason: text, link: text }))
const called = Type.Object({ name: text, source: text, version: text })

const summary = {
  id: Type.String({ examples: ['acme/vpc/aws/1.2.0'] }),
  owner: Type.String({ examples: ['acme'] }),
  namespace: text,
  name: text,
  version: text,
  provider: text,
  provider_logo_url: text,
  description: text,
  source: text,
  tag: text,
  published_at: Timestamp,
  downloads: Type.Integer(),
  verified: Type.Boolean(),
}
export const ModuleSummary = Type.Object(summary, { title: 'ModuleSummary' })

/** `default` is always a string: the literal. */
export const InputSchema = Type.Object(
  { name: text, type: text, description: text, default: text, required: Type.Boolean() },
  { title: 'ModuleInput' },
)

export const DirectorySchema = Type.Object(
  {
    path: text,
    name: text,
    readme: text,
    empty: Type.Boolean(),
    inputs: Type.Array(InputSchema),
    outputs: Type.Array(Type.Object({ name: text, description: text })),
    dependencies: Type.Array(called),
    provider_dependencies: Type.Array(Type.Object({ name: text, namespace: text, source: text, version: text })),
    resources: Type.Array(Type.Object({ name: text, type: text })),
  },
  { title: 'ModuleDirectory' },
)

export const DiagnosticSchema = Type.Object(
  {
    severity: Type.Enum(['error', 'warning']),
    summary: text,
    detail: text,
    file: text,
    line: Type.Integer(),
    column: Type.Integer(),
  },
  { title: 'Diagnostic' },
)

export const ModuleDetails = Type.Object(
  {
    ...summary,
    root: nullable(DirectorySchema),
    submodules: Type.Array(DirectorySchema),
    examples: Type.Array(DirectorySchema),
    providers: Type.Array(text),
    versions: Type.Array(text),
    deprecation,
    revocation: nullable(Type.Object({ message: text, link: text, replacement: text })),
    commit_sha: nullable(text),
    archive_checksum: nullable(text),
    diagnostics: Type.Array(DiagnosticSchema),
  },
  { title: 'ModuleDetails' },
)

const PublishedVersion = Type.Object({ version: text, deprecation: Type.Optional(deprecation) }, { title: 'PublishedVersion' })

/** The answer to the first request of `terraform init`. */
export const VersionList = Type.Object(
  { modules: Type.Array(Type.Object({ source: text, versions: Type.Array(PublishedVersion) })) },
  { title: 'VersionList' },
)

export const ModuleList = Type.Object(
  {
    meta: Type.Object({
      limit: Type.Integer(),
      current_offset: Type.Integer(),
      next_offset: Type.Optional(Type.Integer()),
      next_url: Type.Optional(text),
      prev_offset: Type.Optional(Type.Integer()),
    }),
    modules: Type.Array(ModuleSummary),
  },
  { title: 'ModuleList' },
)

const count = Type.Integer({ minimum: 0 })
export const DownloadSummary = Type.Object(
  {
    data: Type.Object({
      type: Type.Literal('module-downloads-summary'),
      id: text,
      attributes: Type.Object({ week: count, month: count, year: count, total: count }),
    }),
  },
  { title: 'DownloadSummary' },
)
