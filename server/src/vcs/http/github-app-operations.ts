// The requests and responses of the routes for GitHub Apps.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'
import {
  identifierOf,
  listOf,
  NOTHING,
  nullable,
  one,
  pageOfMany,
  paging,
  resourceSchema,
  SelfLink,
  Timestamp,
  text,
  toOne,
} from '../../platform/http/json-api/index.ts'

const operation = operationsOf('GitHub Apps')
const organization = Type.Object({ data: identifierOf('organizations') })

export const InstallationResource = resourceSchema('GithubAppInstallation', 'github-app-installations', {
  attributes: Type.Object({
    name: Type.String(),
    'installation-id': Type.Integer(),
    'icon-url': nullable(Type.String()),
    'installation-type': Type.String({ examples: ['Organization'] }),
    'installation-url': Type.String(),
  }),
  relationships: Type.Object({ organization, 'github-app': Type.Object({ data: identifierOf('github-apps') }) }),
  links: SelfLink,
})

export const GithubAppResource = resourceSchema('GithubApp', 'github-apps', {
  attributes: Type.Object({
    name: Type.String(),
    slug: Type.String(),
    'app-id': Type.Integer(),
    'html-url': Type.String(),
    'install-url': Type.String(),
    'created-at': Timestamp,
  }),
  relationships: Type.Object({ organization, 'connected-by': toOne('users') }),
  links: SelfLink,
})

export const LIST_APPS = operation('listGithubApps', 'List the GitHub Apps of an organization', { answers: listOf(GithubAppResource) })
export const DELETE_APP = operation('deleteGithubApp', 'Delete a GitHub App', { answers: NOTHING })

const list = {
  query: Type.Object({
    ...paging(),
    'filter[name]': text('The exact name of the account'),
    'filter[installation_id]': text("GitHub's id of the installation"),
  }),
  answers: pageOfMany(InstallationResource),
}
export const LIST_INSTALLATIONS = operation('listGithubAppInstallations', 'List the installations of GitHub Apps', list)
export const LIST_INSTALLATIONS_PLAINLY = operation(
  'listGithubAppInstallationsPlainly',
  'List the installations of GitHub Apps, under the name of the resource type',
  list,
)
export const LIST_ORGANIZATION_INSTALLATIONS = operation(
  'listOrganizationGithubAppInstallations',
  'List the GitHub App installations of an organization',
  list,
)
export const READ_INSTALLATION = operation('readGithubAppInstallation', 'Read an installation of a GitHub App', {
  answers: one(InstallationResource),
})
