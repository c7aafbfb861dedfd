// The requests and responses of the routes for browsing before publishing.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { listOf, nullable, one, resourceSchema, Timestamp, text } from '../../../platform/http/json-api/index.ts'
import { TagDecisionWord } from '../management/module-schema.ts'

const operation = operationsOf('Repository browsing')

const AddressValidation = resourceSchema('ModuleAddressValidation', 'registry-module-address-validations', {
  attributes: Type.Object({ 'module-name': Type.String(), 'provider-name': Type.String(), valid: Type.Boolean() }),
})
const RepositoryCheck = resourceSchema('RepositoryCheck', 'vcs-repo-check', {
  attributes: Type.Object({ exists: Type.Boolean(), identifier: Type.String() }),
})
export const DirectoryResource = resourceSchema('RepositoryDirectory', 'vcs-tree', {
  attributes: Type.Object({
    path: Type.String({ examples: ['modules/vpc'] }),
    name: Type.String(),
    'has-configuration': Type.Boolean({ description: 'Whether configuration is in the directory itself' }),
  }),
})
export const TagPreviewResource = resourceSchema('TagPreview', 'vcs-tag-previews', {
  attributes: Type.Object({
    identifier: Type.String(),
    'default-branch': nullable(Type.String()),
    branches: Type.Array(Type.String(), { description: 'At most 1000' }),
    'version-count': Type.Integer({ description: 'Number of tags that would become versions' }),
    'other-count': Type.Integer({ description: 'Number of tags that would not' }),
    tags: Type.Array(
      Type.Object(
        {
          tag: Type.String(),
          'commit-sha': Type.String(),
          version: nullable(Type.String()),
          decision: TagDecisionWord,
          reason: Type.String(),
        },
        { title: 'PreviewedTag' },
      ),
      { description: 'Those that would become versions, the newest first, then the others: at most 1000 of each' },
    ),
    'searched-count': Type.Integer({ description: 'Number of versions, the newest, that were searched for configuration' }),
  }),
})
export const CommitResource = resourceSchema('Commit', 'commit', {
  attributes: Type.Object({
    sha: Type.String(),
    date: Timestamp,
    url: nullable(Type.String()),
    author: Type.String(),
    'author-avatar-url': Type.Null(),
    'author-html-url': Type.Null(),
    message: Type.String(),
  }),
})

const needed = (description: string) => Type.String({ description })
const repository = {
  oauth_token_id: text("The id of the connection's OAuth token; without it, `githubAppInstallationId`"),
  githubAppInstallationId: text('The installation of a GitHub App that reads the repository'),
  identifier: needed('The identifier of the repository on the host'),
}

export const VALIDATE_ADDRESS = operation('validateModuleAddress', 'Check whether a module address is available', {
  query: Type.Object({ name: needed('The name of the module'), provider: needed('Its provider') }),
  answers: one(AddressValidation),
  failures: [422],
})
export const CHECK_REPOSITORY = operation('checkRepository', 'Check whether a repository can be read', {
  query: Type.Object(repository),
  answers: one(RepositoryCheck),
  failures: [422],
})
export const LIST_DIRECTORIES = operation('listRepositoryDirectories', 'List the directories of a repository', {
  query: Type.Object({ ...repository, branch: text('A branch or tag, or the commit that one points to; the default branch when omitted') }),
  answers: listOf(DirectoryResource, {
    meta: { 'has-configuration': Type.Boolean({ description: 'Whether configuration is in the root' }) },
  }),
  failures: [422],
})
export const PREVIEW_TAGS = operation('previewTags', 'Preview which tags of a repository would become versions', {
  query: Type.Object({
    ...repository,
    tag_prefix: text('What the tags of the module begin with'),
    source_directory: text('The directory of the module, `/` for the root; without it, no version is searched for configuration'),
  }),
  answers: one(TagPreviewResource),
  failures: [422],
})
export const LIST_COMMITS = operation('listModuleCommits', "List the latest commits of a module's repository", {
  answers: listOf(CommitResource),
  failures: [422],
})
