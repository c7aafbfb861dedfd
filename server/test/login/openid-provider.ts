// A real OpenID provider on this machine, and the browser that signs in there.
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { PUBLIC_URL } from '../support/api.ts'
import { createBrowser } from '../support/browser.ts'

export const CLIENT_ID = 'terrace'
/** With everything that has to be escaped on its way. */
export const CLIENT_SECRET = 's3cret/with+odd=signs%&'
export const CALLBACK = '/login/single-sign-on/callback'

export interface OpenIdProvider {
  issuer: string
  /** Whom it knows, and what it says of them: claims by subject. */
  people: Map<string, Record<string, unknown>>
  /**
   * Signs in at the provider, in a browser of its own.
   * @returns the path and query that the provider sends the browser back to
   */
  signIn(subject: string, url: URL | undefined): Promise<string>
  close(): Promise<void>
}

export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const people: OpenIdProvider['people'] = new Map()
  let subject = ''
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = providerAt(issuer, people)
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') === true) void interact(provider, request, response, subject)
    else void answer(request, response)
  })
  return {
    issuer,
    people,
    async signIn(who, url) {
      subject = who
      const browser = createBrowser(issuer, async (path, headers) => {
        const answered = await fetch(`${issuer}${path}`, { headers, redirect: 'manual' })
        const location = answered.headers.get('location')
        const kept = { 'set-cookie': answered.headers.getSetCookie(), ...(location === null ? {} : { location }) }
        return { status: answered.status, headers: kept, text: await answered.text() }
      })
      const { leftFor, text } = await browser.open(`${url?.pathname}${url?.search}`)
      if (leftFor?.origin !== PUBLIC_URL) throw new Error(`the provider did not send the browser back: ${text}`)
      return `${leftFor.pathname}${leftFor.search}`
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function providerAt(issuer: string, people: OpenIdProvider['people']): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [`${PUBLIC_URL}${CALLBACK}`] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key for the cookies of the tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username'], groups: ['groups'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => {
      const claims = people.get(id)
      return claims === undefined ? undefined : { accountId: id, claims: () => ({ sub: id, ...claims }) }
    },
  })
}

/** Signs in whoever the test says, and consents to everything. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse, subject: string): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login') return await provider.interactionFinished(request, response, { login: { accountId: subject } })
  const grant = new provider.Grant({ accountId: subject, clientId: CLIENT_ID })
  grant.addOIDCScope(String(params['scope']))
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
}
