// Shared by tests of signing in: a browser on the injected server, a user with a password, and the client's side of PKCE.
import { createHash, randomBytes } from 'node:crypto'
import { type Api, type Caller, PUBLIC_URL } from '../support/api.ts'
import { type Browser, type BrowserAnswer, createBrowser, type ShownPage } from '../support/browser.ts'

export const PASSWORD = 'correct horse battery staple'
export const SESSION_COOKIE = '__Host-terrace-session'
export const REDIRECT_URI = 'http://localhost:10003/login'

/** @param address of the browser; password attempts count against it */
export function browserOn(api: Api, address = '127.0.0.1'): Browser {
  return createBrowser(PUBLIC_URL, async (path, headers, body) => {
    api.tick()
    const answer = await api.app.http.inject({
      method: body === undefined ? 'GET' : 'POST',
      url: path,
      headers: { host: 'registry.example.com', ...headers },
      remoteAddress: address,
      ...(body === undefined ? {} : { payload: body }),
    })
    return { status: answer.statusCode, headers: answer.headers as BrowserAnswer['headers'], text: answer.body }
  })
}

export async function userWithPassword(api: Api, username: string, password = PASSWORD): Promise<Caller> {
  const user = await api.user(username)
  await api.app.identity.passwordResets.reset(user.userId, password)
  return user
}

export async function signIn(browser: Browser, username: string, password = PASSWORD): Promise<ShownPage> {
  return await browser.submit(await browser.open('/login'), '/login', { username, password })
}

export interface Proof {
  verifier: string
  /** parameters of the authorization request, as `terraform login` sends them */
  query: Record<string, string>
}

export function newProof(changes: Record<string, string> = {}): Proof {
  const verifier = randomBytes(32).toString('base64url')
  const query = {
    response_type: 'code',
    client_id: 'terraform-cli',
    state: 'the-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    redirect_uri: REDIRECT_URI,
    ...changes,
  }
  return { verifier, query }
}

export function authorizePath(query: Record<string, string>): string {
  return `/oauth/authorize?${new URLSearchParams(query)}`
}

/** Consents as a signed-in user. @returns the code */
export async function codeFor(browser: Browser, { query }: Proof): Promise<string> {
  const page = await browser.open(authorizePath(query))
  const { leftFor } = await browser.submit(page, '/oauth/authorize', { decision: 'allow' })
  return leftFor?.searchParams.get('code') ?? ''
}

/** The token request of the command line tool. */
export async function redeem(
  api: Api,
  form: Record<string, string>,
): Promise<{ status: number; json: Record<string, string>; headers: object }> {
  const answer = await api.app.http.inject({
    method: 'POST',
    url: '/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  })
  return { status: answer.statusCode, json: answer.json(), headers: answer.headers }
}

export function tokenForm(code: string, { verifier }: Proof): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    client_id: 'terraform-cli',
    code,
    code_verifier: verifier,
    redirect_uri: REDIRECT_URI,
  }
}

/** @param url of a link that the API has made */
export function localPath(url: unknown): string {
  const { pathname, search } = new URL(String(url))
  return pathname + search
}
