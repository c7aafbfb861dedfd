// The requests and responses of the pages about connections.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'

const operation = operationsOf('Pages')
const optional = (description: string) => Type.Optional(Type.String({ description }))
const page = { description: 'The page', schema: Type.String() }
const redirect = (description: string) => ({ description, headers: { Location: 'The next page' } })
const SIGN_IN = { 303: redirect('To the sign-in form') }
const failures = [403, 404, 409, 422, 503]

export const BEGIN_AUTHORIZATION = operation('beginAuthorization', 'Redirect to a git host to authorize a connection', {
  query: Type.Object({
    organization_id: optional('The organization of the connection; clients send it'),
    return_to: optional('The page of the web interface to open afterwards'),
  }),
  answers: { 303: redirect('To the host, or to the sign-in form') },
  failures,
})
export const COMPLETE_AUTHORIZATION = operation('completeAuthorization', 'Complete the authorization of a connection', {
  query: Type.Object({
    state: optional('The state that the host received'),
    code: optional('The authorization code'),
    error: optional('The error code, when the host issued no code'),
    error_description: optional('The error message'),
  }),
  answers: { 200: page, 303: redirect('To the sign-in form, or to the page that the authorization began on') },
  failures,
})

export const NEW_GITHUB_APP = operation('showNewGithubApp', 'Show the page that creates a GitHub App', {
  query: Type.Object({
    http_url: optional('The URL of GitHub'),
    account: optional('The GitHub organization that will own the app'),
  }),
  answers: { 200: page, ...SIGN_IN },
  failures,
})
export const COMPLETE_GITHUB_APP = operation('completeGithubApp', 'Complete the creation of a GitHub App', {
  query: Type.Object({ state: optional('The state that GitHub received'), code: optional('The code from GitHub') }),
  answers: { 200: page, ...SIGN_IN },
  failures,
})
export const GITHUB_APP_INSTALLED = operation('showGithubAppInstalled', 'Confirm the installation of a GitHub App', {
  answers: { 200: page, ...SIGN_IN },
  failures,
})
