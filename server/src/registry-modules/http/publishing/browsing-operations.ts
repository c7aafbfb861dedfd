// The requests and responses of the routes for browsing before publishing.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { listOf, nullable, one, resourceSchema, Timestamp, text } from '../../../platform/http/json-api/index.ts'

const operation = operationsOf('Repository browsing')

const AddressValidation = resourceSchema('ModuleAddressValidation', 'registry-module-address-validations', {
  attributes: Type.Object({ 'module-name': Type.String(), 'provider-name': Type.String(), valid: Type.Boolean() }),
})
const RepositoryCheck = resourceSchema('RepositoryCheck', 'vcs-repo-check', {
  attributes: Type.Object({ exists: Type.Boolean(), identifier: Type.String() }),
})
export const DirectoryResource = resourceSchema('RepositoryDirectory', 'vcs-tree', {
  attributes: Type.Object({ path: Type.String({ examples: ['modules/vpc'] }), name: Type.String() }),
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
export const LIST_DIRECTORIES = operation('listRepositoryDirectories', 'List the directories of a repository that contain configuration', {
  query: Type.Object({ ...repository, branch: text('A branch or tag, or the commit that one points to; the default branch when omitted') }),
  answers: listOf(DirectoryResource),
  failures: [422],
})
export const LIST_COMMITS = operation('listModuleCommits', "List the latest commits of a module's repository", {
  answers: listOf(CommitResource),
  failures: [422],
})
