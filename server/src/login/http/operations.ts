// What the pages, and the routes of `terraform login`, read and answer.
import { type TProperties, Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'

const operation = operationsOf('Pages')
const text = Type.String()
const optional = (description: string) => Type.Optional(Type.String({ description }))
const page = (description: string) => ({ description, schema: text })
const redirect = (description: string) => ({ description, headers: { Location: 'Where to go on' } })
const SIGN_IN = { 303: redirect('To the form to sign in, or on from here') }
const form = (fields: TProperties) => Type.Object({ form_token: Type.String({ description: 'Of the page that has the form' }), ...fields })

export const SHOW_SIGN_IN = operation('showSignIn', 'The form to sign in', {
  query: Type.Object({ return_to: optional('Where to go afterwards') }),
  answers: { 200: page('The form'), 302: redirect('For who is signed in already') },
})
export const SIGN_IN_OPERATION = operation('signIn', 'Sign in', {
  reads: form({ username: text, password: text, return_to: Type.Optional(text) }),
  answers: { 303: { ...redirect('Signed in'), headers: { Location: 'Where to go on', 'Set-Cookie': 'The session' } } },
  failures: [401, 429],
})
export const SIGN_OUT = operation('signOut', 'Sign out', { reads: form({}), answers: { 303: redirect('Signed out') } })

export const SHOW_TOKENS = operation('showTokens', "The page of one's own tokens", {
  query: Type.Object({ source: optional('`terraform-login` when Terraform waits for a token') }),
  answers: { 200: page('The page'), ...SIGN_IN },
})
export const CREATE_TOKEN = operation('createTokenByForm', 'Create a token', {
  reads: form({ description: text, lifetime: text }),
  answers: { 200: page('The page, with the token'), ...SIGN_IN },
  failures: [422],
})
export const DELETE_TOKEN = operation('deleteTokenByForm', 'Delete a token', { reads: form({}), answers: SIGN_IN })

export const SHOW_PASSWORD = operation('showPassword', "The page to change one's own password", {
  query: Type.Object({ changed: optional('There after a change') }),
  answers: { 200: page('The page'), ...SIGN_IN },
})
export const CHANGE_PASSWORD = operation('changePasswordByForm', "Change one's own password", {
  reads: form({ current: text, password: text, confirmation: text }),
  answers: SIGN_IN,
  failures: [422, 429],
})

const login = operationsOf('Terraform login')
const request = {
  client_id: Type.String({ examples: ['terraform-cli'] }),
  response_type: Type.String({ examples: ['code'] }),
  redirect_uri: Type.String({ examples: ['http://localhost:10000/login'] }),
  code_challenge: text,
  code_challenge_method: Type.String({ examples: ['S256'] }),
  state: Type.Optional(text),
  scope: Type.Optional(text),
}

export const ASK_CONSENT = login('showConsent', 'Ask the user whether Terraform may have a token', {
  query: Type.Object(request),
  answers: { 200: page('The question'), 302: redirect('Back to Terraform, with an error'), ...SIGN_IN },
})
export const GIVE_CONSENT = login('giveConsent', 'Answer whether Terraform may have a token', {
  reads: form({ ...request, decision: Type.String({ examples: ['allow'] }) }),
  answers: { 302: redirect('Back to Terraform, with a code or an error'), ...SIGN_IN },
})

const Grant = Type.Object({ access_token: text, token_type: Type.Literal('bearer') }, { title: 'TokenGrant' })
export const EXCHANGE_CODE = login('exchangeCode', 'Exchange a code for a token', {
  reads: Type.Object({
    grant_type: Type.String({ examples: ['authorization_code'] }),
    client_id: Type.String({ examples: ['terraform-cli'] }),
    code: text,
    code_verifier: text,
    redirect_uri: Type.String({ examples: ['http://localhost:10000/login'] }),
  }),
  answers: { 200: { description: 'The token', schema: Grant } },
  failures: [401],
})
