// Random texts that let somebody in, and what of them is stored.
import { createHash, randomBytes } from 'node:crypto'

const BYTES = 32
const SHAPE = /^[A-Za-z0-9_-]{43}$/

/** @returns 256 random bits, base64url */
export function newSecret(): string {
  return randomBytes(BYTES).toString('base64url')
}

/** So much randomness cannot be guessed: nothing slower than one hash is needed. @returns hex */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Whether this can come from `newSecret` at all. */
export function looksLikeSecret(text: string): boolean {
  return SHAPE.test(text)
}
