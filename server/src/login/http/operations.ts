// The requests and responses of the pages, and the routes of `terraform login`.
import { type TProperties, Type } from 'typebox'
import { operationsOf } from '../../platform/http/index.ts'

const operation = operationsOf('Pages')
const text = Type.String()
const optional = (description: string) => Type.Optional(Type.String({ description }))
const page = (description: string) => ({ description, schema: text })
const redirect = (description: string) => ({ description, headers: { Location: 'The next page' } })
const SIGN_IN = { 303: redirect('To the sign-in form, or to the next page') }
const form = (fields: TProperties) =>
  Type.Object({ form_token: Type.String({ description: "The CSRF token of the form's page" }), ...fields })

export const SHOW_SIGN_IN = operation('showSignIn', 'Show the sign-in form', {
  query: Type.Object({
    return_to: optional('The path to open after signing in'),
    signed_out: optional('Present after signing out'),
  }),
  answers: { 200: page('The form'), 302: redirect('The user is already signed in, or there is no user yet') },
})
export const OPEN_SIGN_IN = operation('openSignIn', 'Lead from the address that HCP Terraform has for it to the sign-in form', {
  answers: { 302: redirect('The form') },
})
export const SIGN_IN_OPERATION = operation('signIn', 'Sign in', {
  reads: form({ username: text, password: text, return_to: Type.Optional(text) }),
  answers: { 303: { ...redirect('Signed in'), headers: { Location: 'The next page', 'Set-Cookie': 'The session' } } },
  failures: [401, 403, 429],
})
export const SIGN_OUT = operation('signOut', 'Sign out', { reads: form({}), answers: { 303: redirect('Signed out') } })

export const SHOW_SET_UP = operation('showSetUp', 'Show the form that creates the first user and the first organization', {
  query: Type.Object({ code: optional('The code that the server prints') }),
  answers: { 200: page('The form'), 302: redirect('There is a user already') },
})
export const SET_UP = operation('setUp', 'Create the first user and the first organization', {
  reads: form({ code: text, username: text, email: text, password: text, confirmation: text, organization: text }),
  answers: { 303: { ...redirect('Set up and signed in'), headers: { Location: 'The next page', 'Set-Cookie': 'The session' } } },
  failures: [409, 422],
})
export const SHOW_SIGN_IN_LINK = operation('showSignInLink', 'Show whom a sign-in link signs in', {
  query: Type.Object({ secret: optional('Of the link') }),
  answers: { 200: page('The page, with a button') },
  failures: [401],
})
export const USE_SIGN_IN_LINK = operation('useSignInLink', 'Sign in with a link that works once', {
  reads: form({ secret: text }),
  answers: { 303: { ...redirect('Signed in'), headers: { Location: 'The next page', 'Set-Cookie': 'The session' } } },
  failures: [401],
})
export const SHOW_RESET = operation('showReset', 'Show the form that sets a password with a link', {
  query: Type.Object({ secret: optional('Of the link') }),
  answers: { 200: page('The form') },
  failures: [401, 403],
})
export const RESET_PASSWORD = operation('resetPasswordByForm', 'Set a password with a link that works once', {
  reads: form({ secret: text, password: text, confirmation: text }),
  answers: { 303: { ...redirect('Set and signed in'), headers: { Location: 'The next page', 'Set-Cookie': 'The session' } } },
  failures: [401, 403, 422],
})
export const SHOW_INVITATION = operation('showInvitation', 'Show the invitation that a link leads to', {
  query: Type.Object({ secret: optional('Of the link') }),
  answers: { 200: page('The page, with a form') },
  failures: [401],
})
export const USE_INVITATION = operation('useInvitation', 'Join an organization with a link that works once', {
  description: 'As the user who is signed in; with a new account where nobody is.',
  reads: form({ secret: text, username: Type.Optional(text), password: Type.Optional(text), confirmation: Type.Optional(text) }),
  answers: { 303: redirect('Joined, and signed in') },
  failures: [401, 403, 404, 422],
})

export const START_SINGLE_SIGN_ON = operation('startSingleSignOn', 'Begin to sign in at the identity provider', {
  query: Type.Object({ return_to: optional('The path to open after signing in') }),
  answers: { 302: redirect('To the identity provider, or to the next page when the user is already signed in') },
  failures: [401, 404, 429, 503],
})
export const FINISH_SINGLE_SIGN_ON = operation('finishSingleSignOn', 'Come back from the identity provider', {
  query: Type.Object({
    code: optional('Of the identity provider'),
    state: optional('That this server sent along'),
    error: optional('Why the identity provider signs nobody in'),
    error_description: optional('The same for people; ignored'),
    iss: optional('The identity provider'),
    session_state: optional('Ignored'),
    scope: optional('Ignored'),
    authuser: optional('Ignored'),
    hd: optional('Ignored'),
    prompt: optional('Ignored'),
  }),
  answers: {
    302: redirect('The account is linked'),
    303: { ...redirect('Signed in'), headers: { Location: 'The next page', 'Set-Cookie': 'The session' } },
  },
  failures: [401, 403, 404, 409, 503],
})
export const SHOW_IDENTITY = operation('showIdentity', 'Show which account at the identity provider signs the user in', {
  answers: { 200: page('The page'), ...SIGN_IN },
})
export const LINK_IDENTITY = operation('linkIdentityByForm', "Begin to link the user's account to one at the identity provider", {
  reads: form({}),
  answers: { 200: page('A page with a link to the identity provider'), ...SIGN_IN },
  failures: [401, 404, 429, 503],
})
export const UNLINK_IDENTITY = operation('unlinkIdentityByForm', "Unlink the user's account from the one at the identity provider", {
  reads: form({}),
  answers: SIGN_IN,
})

export const SHOW_TOKENS = operation('showTokens', "Show the page of the user's tokens", {
  query: Type.Object({ source: optional('`terraform-login` when `terraform login` waits for a token') }),
  answers: { 200: page('The page'), ...SIGN_IN },
})
export const CREATE_TOKEN = operation('createTokenByForm', 'Create a user token with the form', {
  reads: form({ description: text, lifetime: text }),
  answers: { 200: page('The page, with the token'), ...SIGN_IN },
  failures: [401, 422],
})
export const DELETE_TOKEN = operation('deleteTokenByForm', 'Delete a user token with the form', { reads: form({}), answers: SIGN_IN })

export const SHOW_MEMBERSHIPS = operation('showMemberships', "Show the page of the user's organizations", {
  answers: { 200: page('The page'), ...SIGN_IN },
})
export const ACCEPT_INVITATION = operation('acceptInvitationByForm', 'Accept an invitation to an organization with the form', {
  reads: form({}),
  answers: SIGN_IN,
  failures: [422],
})
export const LEAVE_ORGANIZATION = operation('leaveOrganizationByForm', 'Leave an organization, or decline an invitation, with the form', {
  reads: form({}),
  answers: SIGN_IN,
})

export const SHOW_PASSWORD = operation('showPassword', "Show the page that changes the user's password", {
  query: Type.Object({ changed: optional('Present after a change') }),
  answers: { 200: page('The page'), ...SIGN_IN },
})
export const CHANGE_PASSWORD = operation('changePasswordByForm', "Change the user's password with the form", {
  reads: form({ current: text, password: text, confirmation: text }),
  answers: SIGN_IN,
  failures: [401, 422, 429],
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

export const ASK_CONSENT = login('showConsent', 'Show the authorization page of `terraform login`', {
  query: Type.Object(request),
  answers: { 200: page('The page'), 302: redirect('Back to Terraform, with an error'), ...SIGN_IN },
})
export const GIVE_CONSENT = login('giveConsent', 'Allow or deny `terraform login` a token', {
  reads: form({ ...request, decision: Type.String({ examples: ['allow'] }) }),
  answers: { 302: redirect('Back to Terraform, with a code or an error'), ...SIGN_IN },
  failures: [401],
})

const Grant = Type.Object({ access_token: text, token_type: Type.Literal('bearer') }, { title: 'TokenGrant' })
export const EXCHANGE_CODE = login('exchangeCode', 'Exchange an authorization code for a token', {
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
