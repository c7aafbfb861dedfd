// A module as a list shows it. HCP Terraform has no counterpart.
import { type Static, Type } from 'typebox'
import { identifierOf, nullable, oneOf, resourceSchema, SelfLink, Timestamp, timestamp } from '../../../platform/http/json-api/index.ts'
import type { ModuleSummary } from '../../catalogue/module-summaries.ts'
import { moduleAddress } from '../management/module-document.ts'

const text = Type.String()

export const SummaryResource = resourceSchema('RegistryModuleSummary', 'registry-module-summaries', {
  attributes: Type.Object({
    name: text,
    namespace: text,
    provider: text,
    'registry-name': oneOf(['private', 'public']),
    description: text,
    status: oneOf(['pending', 'no_version_tags', 'setup_failed', 'setup_complete']),
    'status-detail': nullable(text),
    'publishing-mechanism': oneOf(['git_tag', 'branch', 'non_vcs']),
    'no-code': Type.Boolean(),
    'latest-version': nullable(text),
    deprecated: Type.Boolean({ description: 'Whether the latest version is deprecated' }),
    versions: Type.Object({ published: Type.Integer(), failed: Type.Integer(), unfinished: Type.Integer() }),
    downloads: Type.Integer({ description: 'Of all versions, deleted ones too' }),
    labels: Type.Array(Type.Object({ key: text, value: text })),
    'last-published-at': nullable(Timestamp),
    'created-at': Timestamp,
    'updated-at': Timestamp,
  }),
  relationships: Type.Object({ organization: Type.Object({ data: identifierOf('organizations') }) }),
  links: SelfLink,
})

export function summaryDocument(summary: ModuleSummary): Static<typeof SummaryResource> {
  const { module, totals, labels, organizationName } = summary
  return {
    id: module.id,
    type: 'registry-module-summaries',
    attributes: {
      name: module.name,
      namespace: module.namespace,
      provider: module.provider,
      'registry-name': module.registryName,
      description: module.description,
      status: module.status,
      'status-detail': module.statusDetail,
      'publishing-mechanism': module.publishingMechanism,
      'no-code': module.noCode,
      'latest-version': module.latestVersion,
      deprecated: totals.latestDeprecated,
      versions: { published: totals.publishedVersions, failed: totals.failedVersions, unfinished: totals.unfinishedVersions },
      downloads: totals.downloads,
      labels,
      'last-published-at': timestamp(totals.lastPublishedAt),
      'created-at': timestamp(module.createdAt),
      'updated-at': timestamp(module.updatedAt),
    },
    relationships: { organization: { data: { id: organizationName, type: 'organizations' } } },
    links: { self: moduleAddress(summary) },
  }
}
