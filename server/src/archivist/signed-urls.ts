// Signs URLs that open one object for a while, without a header: Terraform fetches archives without the user's token.
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../kernel/index.ts'

/** The path between the public URL and the object's key. */
export const OBJECT_PATH = '/_archivist/v1/object/'

/** `read` covers GET and HEAD, which clients send to one URL; `write` covers PUT. */
export type Access = 'read' | 'write'
export type Verdict = 'valid' | 'expired' | 'invalid'

export interface UrlSigner {
  /**
   * @param expiresInMs milliseconds from now
   * @param extra more query parameters; not signed, since clients take some away (`archive`, `checksum`) before they ask
   * @returns an absolute URL
   */
  sign(access: Access, key: string, expiresInMs: number, extra?: Readonly<Record<string, string>>): string
  /** In constant time. Ignores unknown parameters and the order of parameters. */
  verify(access: Access, key: string, query: Readonly<Record<string, unknown>>): Verdict
}

interface SignerOptions {
  /** the first signs, all verify */
  signingKeys: readonly [Buffer, ...Buffer[]]
  /** where clients reach this server, with or without a path and a final slash */
  publicUrl: string
  clock: Clock
}

export function createUrlSigner({ signingKeys, publicUrl, clock }: SignerOptions): UrlSigner {
  const base = publicUrl.replace(/\/+$/, '') + OBJECT_PATH
  // Created once: turning a Buffer into a key object costs more than the signature.
  const [first, ...others] = signingKeys
  const current = createSecretKey(first)
  const accepted = [current, ...others.map((key) => createSecretKey(key))]
  return {
    sign(access, key, expiresInMs, extra = {}) {
      const expires = String(Math.ceil((clock.now() + expiresInMs) / 1000))
      const query = { ...extra, expires, signature: signature(current, access, key, expires).toString('base64url') }
      return `${base}${key}?${encodeQuery(query)}`
    },
    verify(access, key, { expires, signature: given }) {
      if (typeof expires !== 'string' || typeof given !== 'string' || !/^\d{1,12}$/.test(expires)) return 'invalid'
      const received = Buffer.from(given, 'base64url')
      if (!accepted.some((secret) => same(received, signature(secret, access, key, expires)))) return 'invalid'
      return Number(expires) * 1000 > clock.now() ? 'valid' : 'expired'
    },
  }
}

function signature(secret: KeyObject, access: Access, key: string, expires: string): Buffer {
  return createHmac('sha256', secret).update(`v1|${access}|${key}|${expires}`).digest()
}

function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

function encodeQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')
}

/** A colon needs no escape in a query, and `checksum=sha256:…` stays readable. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':')
}
