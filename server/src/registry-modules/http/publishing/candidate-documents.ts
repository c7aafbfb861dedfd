import type { RegistryModuleId } from '../../../kernel/index.ts'
import { type Resource, timestamp } from '../../../platform/http/json-api/index.ts'
import type { ListingState } from '../../../vcs/index.ts'
import type { PublicationResult } from '../../publishing/module-discovery.ts'
import type { ModuleCandidate } from '../../publishing/publication-readiness.ts'

/** The type is HCP's; of its attributes only the identifiers are known to be. */
export function authorizedRepositoryDocument(candidate: ModuleCandidate): Resource {
  const { repository, ready, reasons, moduleIds } = candidate
  const { externalId, identifier, tags } = repository
  return {
    id: externalId.replaceAll('/', ':'),
    type: 'authorized-repos',
    attributes: {
      identifier,
      'display-identifier': identifier,
      ready,
      reasons,
      admin: repository.admin,
      private: repository.private,
      archived: repository.archived,
      'default-branch': repository.defaultBranch,
      'web-url': repository.webUrl,
      'version-tags': tags.versionTags,
      'latest-version': tags.latestVersion,
      'tags-checked-at': timestamp(tags.checkedAt),
    },
    relationships: { 'registry-modules': { data: moduleIds.map(moduleIdentifier) } },
  }
}

export function candidateDocument(candidate: ModuleCandidate): Resource {
  const { repository, proposal, ready, reasons, moduleIds } = candidate
  const { externalId, identifier, tags } = repository
  return {
    id: externalId.replaceAll('/', ':'),
    type: 'module-candidates',
    attributes: {
      identifier,
      namespace: proposal?.namespace ?? null,
      name: proposal?.name ?? null,
      provider: proposal?.provider ?? null,
      ready,
      reasons,
      'version-tags': tags.versionTags,
      'latest-version': tags.latestVersion,
    },
    relationships: { 'registry-modules': { data: moduleIds.map(moduleIdentifier) } },
  }
}

export function publicationDocument({ identifier, moduleId, error }: PublicationResult, index: number): Resource {
  return {
    id: String(index + 1),
    type: 'module-publications',
    attributes: { identifier, status: moduleId === undefined ? 'failed' : 'published', error },
    relationships: { 'registry-module': { data: moduleId === undefined ? null : moduleIdentifier(moduleId) } },
  }
}

/** How the list of repositories came to be. */
export function listingMeta({ listedAt, error, refreshing }: ListingState): Record<string, unknown> {
  return { 'listed-at': timestamp(listedAt), refreshing, error }
}

function moduleIdentifier(id: RegistryModuleId) {
  return { id, type: 'registry-modules' }
}
