// Compares signatures of deliveries in constant time.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** The strings may differ in length. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

/** @returns hexadecimal HMAC-SHA256 of the bytes */
export function hmacHex(secret: string, bytes: Buffer): string {
  return createHmac('sha256', secret).update(bytes).digest('hex')
}

/** @returns the password of a `Basic` authorization, undefined when there is none */
export function basicPassword(authorization: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : undefined
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
