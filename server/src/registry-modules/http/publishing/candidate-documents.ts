import { type Static, Type } from 'typebox'
import type { RegistryModuleId } from '../../../kernel/index.ts'
import { nullable, oneOf, resourceSchema, Timestamp, timestamp, toMany, toOne } from '../../../platform/http/json-api/index.ts'
import type { ListingState } from '../../../vcs/index.ts'
import type { ModuleCandidate } from '../../publishing/publication-readiness.ts'
import type { PublicationResult } from '../../publishing/publication-result.ts'

const Reasons = Type.Array(
  Type.Object(
    {
      code: oneOf([
        'name',
        'archived',
        'tags-unknown',
        'tags-unreadable',
        'no-version-tags',
        'published',
        'address-taken',
        'no-admin-right',
        'deleted',
      ]),
      detail: Type.String(),
      blocks: Type.Boolean(),
    },
    { title: 'Reason' },
  ),
)
const relationships = Type.Object({ 'registry-modules': toMany('registry-modules') })

export const AuthorizedRepositoryResource = resourceSchema('AuthorizedRepository', 'authorized-repos', {
  attributes: Type.Object({
    identifier: Type.String(),
    'display-identifier': Type.String(),
    ready: Type.Boolean(),
    reasons: Reasons,
    admin: nullable(Type.Boolean()),
    private: nullable(Type.Boolean()),
    archived: Type.Boolean(),
    'default-branch': nullable(Type.String()),
    'web-url': Type.String(),
    'version-tags': nullable(Type.Integer()),
    'latest-version': nullable(Type.String()),
    'tags-checked-at': nullable(Timestamp),
  }),
  relationships,
})

export const CandidateResource = resourceSchema('ModuleCandidate', 'module-candidates', {
  attributes: Type.Object({
    identifier: Type.String(),
    namespace: nullable(Type.String()),
    name: nullable(Type.String()),
    provider: nullable(Type.String()),
    ready: Type.Boolean(),
    reasons: Reasons,
    'version-tags': nullable(Type.Integer()),
    'latest-version': nullable(Type.String()),
  }),
  relationships,
})

export const PublicationResource = resourceSchema('ModulePublication', 'module-publications', {
  attributes: Type.Object({
    identifier: Type.String(),
    status: oneOf(['failed', 'published']),
    error: nullable(Type.String()),
  }),
  relationships: Type.Object({ 'registry-module': toOne('registry-modules') }),
})

/** The state of a list of repositories. */
export const RepositoryListingMeta = Type.Object(
  { 'listed-at': nullable(Timestamp), refreshing: Type.Boolean(), error: nullable(Type.String()) },
  { title: 'RepositoryListing' },
)

/** The type is HCP Terraform's; of its attributes, only the identifiers are known. */
export function authorizedRepositoryDocument(candidate: ModuleCandidate): Static<typeof AuthorizedRepositoryResource> {
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

export function candidateDocument(candidate: ModuleCandidate): Static<typeof CandidateResource> {
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

export function publicationDocument({ identifier, moduleId, error }: PublicationResult, index: number): Static<typeof PublicationResource> {
  return {
    id: String(index + 1),
    type: 'module-publications',
    attributes: { identifier, status: moduleId === undefined ? 'failed' : 'published', error },
    relationships: { 'registry-module': { data: moduleId === undefined ? null : moduleIdentifier(moduleId) } },
  }
}

/** The state of the list of repositories. */
export function listingMeta({ listedAt, error, refreshing }: ListingState): Static<typeof RepositoryListingMeta> {
  return { 'listed-at': timestamp(listedAt), refreshing, error }
}

function moduleIdentifier(id: RegistryModuleId) {
  return { id, type: 'registry-modules' as const }
}
