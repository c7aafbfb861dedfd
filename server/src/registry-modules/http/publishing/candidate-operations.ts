// The requests and responses of the routes for repositories of a connection.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { bodyOf, flag, listOf, OPTIONAL_PAGING, pageOfMany, paging, text } from '../../../platform/http/json-api/index.ts'
import { AuthorizedRepositoryResource, CandidateResource, PublicationResource, RepositoryListingMeta } from './candidate-documents.ts'

const operation = operationsOf('Repository browsing')

const MAX_PUBLISHED = 100
const MAX_IDENTIFIER = 512

export const PublishModulesBody = bodyOf(
  ['module-publications'],
  Type.Object({
    identifiers: Type.Array(Type.String({ minLength: 1, maxLength: MAX_IDENTIFIER }), { minItems: 1, maxItems: MAX_PUBLISHED }),
  }),
)

const filters = {
  q: text('Part of the identifier to search for'),
  'filter[identifier]': text('The exact identifier'),
  'filter[ready]': flag('Only repositories that can be published as they are, or only others'),
}
const meta = { listing: RepositoryListingMeta }

export const LIST_AUTHORIZED_REPOSITORIES = operation('listAuthorizedRepositories', 'List the repositories that a connection can read', {
  query: Type.Object({ ...paging(), ...filters }),
  answers: pageOfMany(AuthorizedRepositoryResource, { meta }),
  failures: [422],
})
export const LIST_CANDIDATES = operation('listModuleCandidates', 'List the repositories of a connection as module candidates', {
  query: Type.Object({ ...OPTIONAL_PAGING, ...filters }),
  answers: pageOfMany(CandidateResource, { meta }),
  failures: [422],
})
export const LIST_INSTALLATION_CANDIDATES = operation(
  'listInstallationModuleCandidates',
  'List the repositories of a GitHub App installation as module candidates',
  {
    query: Type.Object({ ...OPTIONAL_PAGING, ...filters }),
    answers: pageOfMany(CandidateResource, { meta }),
    failures: [422],
  },
)
export const PUBLISH_MODULES = operation('publishModules', 'Publish modules from several repositories', {
  body: PublishModulesBody,
  answers: listOf(PublicationResource, { description: 'The result for each repository' }),
})
