// What people see before they publish, and the commits that a version can be created from.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { Invalid } from '../../../kernel/index.ts'
import type { Organizations } from '../../../organizations/index.ts'
import { parameter, timestamp } from '../../../platform/http/json-api/index.ts'
import type { ModuleCommits, RepositoryBrowsing, RepositoryDirectory } from '../../browsing/repository-browsing.ts'
import type { RepositoryRequest } from '../../browsing/requested-repository.ts'
import type { TagPreview, TagPreviews } from '../../browsing/tag-previews.ts'
import { commitUrl } from '../../registry-module/repository-paths.ts'
import { COLLECTION, MODULE, type ModuleParams, type ModuleRouteParts, readByPath } from '../management/module-routes.ts'
import {
  CHECK_REPOSITORY,
  type CommitResource,
  type DirectoryResource,
  LIST_COMMITS,
  LIST_DIRECTORIES,
  PREVIEW_TAGS,
  type TagPreviewResource,
  VALIDATE_ADDRESS,
} from './browsing-operations.ts'

interface OrganizationParams {
  organization: string
}

export interface RepositoryRoutes extends ModuleRouteParts {
  browsing: RepositoryBrowsing
  tagPreviews: TagPreviews
  organizations: Organizations
}

/** Permissions are checked before parameters, so that strangers learn nothing. */
export function serveRepositoryBrowsing(scope: FastifyInstance, routes: RepositoryRoutes): void {
  const { browsing, modules, organizations, tagPreviews } = routes

  scope.get<{ Params: OrganizationParams }>(`${COLLECTION}/validation`, VALIDATE_ADDRESS, async ({ subject, params, query }) => {
    await organizations.permitted(subject, 'read', params.organization)
    const [name, provider] = [required(query, 'name'), required(query, 'provider')]
    const valid = await modules.isFree(subject, params.organization, { name, provider })
    return {
      data: {
        id: `${params.organization}/${name}/${provider}`,
        type: 'registry-module-address-validations',
        attributes: { 'module-name': name, 'provider-name': provider, valid },
      },
    }
  })

  scope.get<{ Params: OrganizationParams }>(
    '/organizations/:organization/vcs/repo',
    CHECK_REPOSITORY,
    async ({ subject, params, query }) => {
      await organizations.permitted(subject, 'manage-modules', params.organization)
      const request = requestOf(params, query)
      const exists = await browsing.exists(subject, request)
      const { identifier } = request
      return { data: { id: identifier, type: 'vcs-repo-check', attributes: { exists, identifier } } }
    },
  )

  scope.get<{ Params: OrganizationParams }>(
    '/organizations/:organization/vcs/tree',
    LIST_DIRECTORIES,
    async ({ subject, params, query }) => {
      await organizations.permitted(subject, 'manage-modules', params.organization)
      const [root, ...directories] = await browsing.directories(subject, requestOf(params, query), parameter(query, 'branch'))
      return { data: directories.map(directoryDocument), meta: { 'has-configuration': root?.hasConfiguration ?? false } }
    },
  )

  scope.get<{ Params: OrganizationParams }>(
    '/organizations/:organization/vcs/tag-preview',
    PREVIEW_TAGS,
    async ({ subject, params, query }) => {
      await organizations.permitted(subject, 'manage-modules', params.organization)
      const settings = { tagPrefix: parameter(query, 'tag_prefix'), sourceDirectory: parameter(query, 'source_directory') }
      return { data: previewDocument(await tagPreviews.of(subject, { ...requestOf(params, query), ...settings })) }
    },
  )

  scope.get<{ Params: ModuleParams }>(`${MODULE}/commits`, LIST_COMMITS, async (request) => {
    const module = await readByPath(routes, request)
    return { data: commitDocuments(await browsing.commits(request.subject, module)) }
  })
}

function requestOf({ organization }: OrganizationParams, query: unknown): RepositoryRequest {
  return {
    organization,
    oauthTokenId: parameter(query, 'oauth_token_id'),
    githubAppInstallationId: parameter(query, 'githubAppInstallationId'),
    identifier: required(query, 'identifier'),
  }
}

function required(query: unknown, name: string): string {
  const value = parameter(query, name)
  if (value === undefined) throw new Invalid(`The query parameter ${name} is missing`)
  return value
}

function directoryDocument({ path, hasConfiguration }: RepositoryDirectory): Static<typeof DirectoryResource> {
  const attributes = { path, name: path.slice(path.lastIndexOf('/') + 1), 'has-configuration': hasConfiguration }
  return { id: path, type: 'vcs-tree', attributes }
}

function previewDocument(preview: TagPreview): Static<typeof TagPreviewResource> {
  const { identifier, defaultBranch, branches, versionCount, otherCount, searchedCount, tags } = preview
  return {
    id: identifier,
    type: 'vcs-tag-previews',
    attributes: {
      identifier,
      'default-branch': defaultBranch,
      branches,
      'version-count': versionCount,
      'other-count': otherCount,
      tags: tags.map(({ tag, commit, version, decision, reason }) => ({ tag, 'commit-sha': commit, version, decision, reason })),
      'searched-count': searchedCount,
    },
  }
}

/** git knows no profiles or avatars at the host. */
function commitDocuments({ commits, page }: ModuleCommits): Static<typeof CommitResource>[] {
  return commits.map(({ oid, author, committedAtMs, message }) => ({
    id: oid,
    type: 'commit',
    attributes: {
      sha: oid,
      date: timestamp(committedAtMs),
      url: commitUrl(page, oid),
      author: author.name,
      'author-avatar-url': null,
      'author-html-url': null,
      message,
    },
  }))
}
