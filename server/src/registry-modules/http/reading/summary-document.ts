// A module as a list shows it. HCP Terraform has no counterpart.
import { type Static, Type } from 'typebox'
import { identifierOf, nullable, oneOf, resourceSchema, SelfLink, Timestamp, timestamp } from '../../../platform/http/json-api/index.ts'
import type { ModuleSummary } from '../../catalogue/module-summaries.ts'
import { MODULE_STATES } from '../../catalogue/module-summary-rows.ts'
import type { Count, Facets } from '../../search/facets.ts'
import type { Hit, SearchResult } from '../../search/module-search.ts'
import { SOURCES } from '../../search/query-text.ts'
import { moduleAddress } from '../management/module-document.ts'

const text = Type.String()

const count = Type.Integer({ minimum: 0 })

const members = {
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
}

export const SummaryResource = resourceSchema('RegistryModuleSummary', 'registry-module-summaries', members)

const MatchSchema = Type.Object(
  {
    kind: oneOf(['input', 'output', 'resource', 'data', 'submodule', 'readme']),
    name: Type.String({ description: 'Of the input, output, resource type or submodule; of a README, the words around the hit' }),
    path: Type.String({ description: 'Of the submodule that has it; empty for the root' }),
    anchor: Type.String({ description: 'Where it stands on the page of the module or submodule, such as `?tab=inputs#input-cidr`' }),
  },
  { title: 'ModuleMatch' },
)

/** `meta` where `q` was given. */
export const FoundResource = resourceSchema('FoundRegistryModule', 'registry-module-summaries', {
  ...members,
  meta: Type.Optional(Type.Object({ matches: Type.Array(MatchSchema, { description: 'Why the module was found, beside its name' }) })),
})

const FacetsSchema = Type.Object(
  {
    registry: Type.Array(Type.Object({ value: oneOf(SOURCES), count })),
    provider: Type.Array(Type.Object({ value: text, count })),
    status: Type.Array(Type.Object({ value: oneOf(MODULE_STATES), count })),
    label: Type.Array(Type.Object({ key: text, value: text, count })),
  },
  { title: 'ModuleFacets', description: 'How many modules each choice would leave; each facet leaves out its own choice' },
)

/** Members of `meta`, besides the pagination. */
export const SEARCH_META = {
  facets: Type.Optional(FacetsSchema),
  'did-you-mean': Type.Optional(nullable(Type.String({ description: '`q` with its misspelled words put right; null when none is' }))),
  'q-ignored': Type.Optional(
    Type.Boolean({ description: 'Whether `q` has nothing that can be searched for, so that it leaves nothing out' }),
  ),
}

export function searchMeta({ facets, didYouMean, isIgnored }: SearchResult) {
  return { 'did-you-mean': didYouMean ?? null, 'q-ignored': isIgnored, ...(facets === undefined ? {} : { facets: facetsDocument(facets) }) }
}

function facetsDocument({ registry, provider, status, label }: Facets): Static<typeof FacetsSchema> {
  return {
    registry: registry.map(countDocument),
    provider: provider.map(countDocument),
    status: status.map(countDocument),
    label: label.map(({ key, value, total }) => ({ key, value, count: total })),
  }
}

function countDocument<Value>({ value, total }: Count<Value>): { value: Value; count: number } {
  return { value, count: total }
}

export function hitDocument({ summary, matches }: Hit): Static<typeof FoundResource> {
  return { ...summaryDocument(summary), meta: { matches } }
}

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
