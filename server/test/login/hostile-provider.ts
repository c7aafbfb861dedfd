// An OpenID provider that answers whatever a test wants, signed by whatever it wants.
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CLIENT_ID } from './openid-provider.ts'

type Json = Record<string, unknown>

/** What differs from an honest answer. */
export interface Hostility {
  discovery?: Json
  claims?: Json
  header?: Json
  userinfo?: Json
  /** signs with another key than the one that is published */
  foreignKey?: boolean
  /** signs with the public key as a shared secret */
  asSecret?: boolean
  unsigned?: boolean
  withoutIdToken?: boolean
  /** answers in place of the provider: true when it did */
  instead?: (path: string, response: ServerResponse) => boolean
}

export interface HostileProvider {
  issuer: string
  /** the paths that were asked for */
  asked: string[]
  /** the forms that the token endpoint received */
  forms: URLSearchParams[]
  /** of the next answers; the nonce is that of the sign-in under way */
  behave(hostility: Hostility, nonce?: string): void
  close(): Promise<void>
}

export async function startHostileProvider(): Promise<HostileProvider> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...own.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }
  let current: { hostility: Hostility; nonce: string } = { hostility: {}, nonce: '' }
  const asked: string[] = []
  const forms: URLSearchParams[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const { hostility, nonce } = current
    asked.push(path)
    if (hostility.instead?.(path, response) === true) return
    const answers: Record<string, () => Json> = {
      '/.well-known/openid-configuration': () => ({ ...discoveryOf(issuer), ...hostility.discovery }),
      '/keys': () => ({ keys: [jwk] }),
      '/token': () => ({
        access_token: 'an-access-token',
        token_type: 'Bearer',
        ...(hostility.withoutIdToken === true ? {} : { id_token: idToken(issuer, { ...hostility, nonce }, { own, foreign }) }),
      }),
      '/userinfo': () => ({ sub: 'a-1', ...hostility.userinfo }),
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (path === '/token') forms.push(new URLSearchParams(Buffer.concat(chunks).toString()))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers[path]?.() ?? {}))
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    asked,
    forms,
    behave(hostility, nonce = '') {
      current = { hostility, nonce }
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function discoveryOf(issuer: string): Json {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
}

type Pair = { publicKey: KeyObject; privateKey: KeyObject }

function idToken(issuer: string, hostility: Hostility & { nonce: string }, { own, foreign }: { own: Pair; foreign: Pair }): string {
  const { nonce, claims, header, foreignKey = false, asSecret = false, unsigned = false } = hostility
  const now = Math.floor(Date.now() / 1000)
  const honest = {
    iss: issuer,
    sub: 'a-1',
    aud: CLIENT_ID,
    iat: now,
    exp: now + 300,
    nonce,
    email: 'ada@example.com',
    email_verified: true,
  }
  const alg = unsigned ? 'none' : asSecret ? 'HS256' : 'RS256'
  const input = [
    { alg, kid: 'one', ...header },
    { ...honest, ...claims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  if (unsigned) return `${input}.`
  const pem = own.publicKey.export({ type: 'spki', format: 'pem' })
  const signature = asSecret
    ? createHmac('sha256', pem).update(input).digest()
    : sign('sha256', Buffer.from(input), (foreignKey ? foreign : own).privateKey)
  return `${input}.${signature.toString('base64url')}`
}
