// Schemas of modules and versions, as module-document.ts and version-document.ts render them.
import { Type } from 'typebox'
import {
  identifierOf,
  nullable,
  oneOf,
  resourceSchema,
  SelfLink,
  switches,
  Timestamp,
  toMany,
} from '../../../platform/http/json-api/index.ts'
import { DiagnosticSchema } from '../protocol/registry-schema.ts'

const text = Type.String()
export const VERSION_STATUSES = [
  'pending',
  'cloning',
  'clone_failed',
  'reg_ingress_req_failed',
  'reg_ingressing',
  'reg_ingress_failed',
  'ok',
] as const

export const VersionStatuses = Type.Array(
  Type.Object({ version: text, status: oneOf(VERSION_STATUSES), error: Type.Optional(text) }, { title: 'VersionStatus' }),
)

export const VcsRepo = Type.Object(
  {
    identifier: text,
    'display-identifier': text,
    branch: text,
    tags: Type.Boolean(),
    'tags-regex': Type.Null(),
    'tag-prefix': nullable(text),
    'source-directory': nullable(text),
    'ingress-submodules': Type.Boolean(),
    'oauth-token-id': nullable(text),
    'github-app-installation-id': nullable(text),
    'repository-http-url': nullable(text),
    'service-provider': text,
    'webhook-url': nullable(text),
    'connection-state': Type.Union([oneOf(['active', 'needs-reauthorization']), Type.Null()], {
      description: 'Whether the host accepts the credential of the connection; null for module consumers',
    }),
    'connection-state-detail': nullable(text),
  },
  { title: 'VcsRepo' },
)

const TestConfig = Type.Object(
  {
    id: text,
    'tests-enabled': Type.Boolean(),
    'agent-execution-mode': oneOf(['remote', 'agent']),
    'agent-pool-id': nullable(text),
    'agent-pool-name': nullable(text),
  },
  { title: 'TestConfig' },
)

export const ModuleResource = resourceSchema('RegistryModule', 'registry-modules', {
  attributes: Type.Object({
    name: text,
    namespace: text,
    provider: text,
    'registry-name': oneOf(['private', 'public']),
    status: oneOf(['pending', 'no_version_tags', 'setup_failed', 'setup_complete']),
    'version-statuses': VersionStatuses,
    'revoked-versions': Type.Array(text),
    'no-code': Type.Boolean(),
    'publishing-mechanism': oneOf(['git_tag', 'branch', 'non_vcs']),
    'vcs-repo': nullable(VcsRepo),
    'test-config': nullable(TestConfig),
    'status-detail': nullable(text),
    permissions: switches(['can-delete', 'can-resync', 'can-retry']),
    'created-at': Timestamp,
    'updated-at': Timestamp,
  }),
  relationships: Type.Object({
    organization: Type.Object({ data: identifierOf('organizations') }),
    'no-code-modules': toMany('no-code-modules'),
  }),
  links: SelfLink,
})

const registryModule = Type.Object({ 'registry-module': Type.Object({ data: identifierOf('registry-modules') }) })

const versionAttributes = {
  source: text,
  status: oneOf(VERSION_STATUSES),
  version: text,
  'commit-sha': nullable(text),
  branch: nullable(text),
  tag: nullable(text),
  'tag-message': Type.Union([text, Type.Null()], {
    description: 'Of an annotated tag, as it was at the import; at most 16,384 characters',
  }),
  error: nullable(text),
  'error-file': nullable(text),
  'error-line': nullable(Type.Integer()),
  'has-files': Type.Boolean({
    description: 'Whether its files can be read; those of a failed version by members of the organization alone',
  }),
  'archive-checksum': nullable(Type.String({ examples: ['sha256:…'] })),
  'archive-size': nullable(Type.Integer()),
  'archive-problem': Type.Union([oneOf(['damaged', 'missing', 'unreadable']), Type.Null()], {
    description: 'What the last look at the stored archive found; its address answers 503 while there is something',
  }),
  'archive-checked-at': nullable(Timestamp),
  deprecation: nullable(Type.Object({ reason: text, link: text })),
  revocation: nullable(Type.Object({ status: oneOf(['Revoked']), message: text, link: text, replacement: text })),
  downloads: Type.Integer(),
  'published-at': nullable(Timestamp),
  'created-at': Timestamp,
  'updated-at': Timestamp,
}

/** Without what only the inspection knows. */
export const ListedVersionResource = resourceSchema('ListedRegistryModuleVersion', 'registry-module-versions', {
  attributes: Type.Object(versionAttributes),
  relationships: registryModule,
})

export const VersionResource = resourceSchema('RegistryModuleVersion', 'registry-module-versions', {
  attributes: Type.Object({
    ...versionAttributes,
    diagnostics: Type.Array(DiagnosticSchema, { description: 'What its import noticed, and who installs it should know' }),
  }),
  relationships: registryModule,
  links: Type.Object({
    upload: Type.Optional(Type.String({ description: 'The URL to upload the archive to, with PUT and without a token' })),
  }),
})

/** What was decided on a tag. */
export const TagDecisionWord = oneOf([
  'pending',
  'imported',
  'failed',
  'duplicate',
  'not_semver',
  'wrong_prefix',
  'no_configuration',
  'over_quota',
  'deleted',
  'moved',
])

export const TagResource = resourceSchema('RegistryModuleTag', 'registry-module-tags', {
  attributes: Type.Object({
    tag: text,
    version: nullable(text),
    decision: TagDecisionWord,
    reason: text,
    'commit-sha': text,
    'imported-commit-sha': nullable(text),
    'first-seen-at': Timestamp,
    'last-seen-at': Timestamp,
    'gone-at': nullable(Timestamp),
  }),
  relationships: registryModule,
})
