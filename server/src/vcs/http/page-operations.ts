// What the pages about connections read and answer.
import { Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'

const operation = operationsOf('Pages')
const optional = (description: string) => Type.Optional(Type.String({ description }))
const page = { description: 'The page', schema: Type.String() }
const redirect = (description: string) => ({ description, headers: { Location: 'Where to go on' } })
const SIGN_IN = { 303: redirect('To the form to sign in') }
const failures = [403, 404, 409, 422, 503]

export const BEGIN_AUTHORIZATION = operation('beginAuthorization', 'Go to a git host to sign in for a connection', {
  answers: { 303: redirect('To the host, or to the form to sign in here') },
  failures,
})
export const COMPLETE_AUTHORIZATION = operation('completeAuthorization', 'Come back from a git host', {
  query: Type.Object({
    state: optional('The state that the host was given'),
    code: optional('The code of the host'),
    error: optional('Why the host did not give one'),
    error_description: optional('The same in words'),
  }),
  answers: { 200: page, ...SIGN_IN },
  failures,
})

export const NEW_GITHUB_APP = operation('showNewGithubApp', 'The page on which a GitHub App is created', {
  query: Type.Object({
    http_url: optional('The address of GitHub'),
    account: optional('The organization at GitHub that is to own the app'),
  }),
  answers: { 200: page, ...SIGN_IN },
  failures,
})
export const COMPLETE_GITHUB_APP = operation('completeGithubApp', 'Come back from GitHub with a new app', {
  query: Type.Object({ state: optional('The state that GitHub was given'), code: optional('The code of GitHub') }),
  answers: { 200: page, ...SIGN_IN },
  failures,
})
export const GITHUB_APP_INSTALLED = operation('showGithubAppInstalled', 'Come back from GitHub after installing an app', {
  answers: { 200: page, ...SIGN_IN },
  failures,
})
