// Random secrets that authenticate a browser or a client, and what is stored of them.
import { createHash, randomBytes } from 'node:crypto'

const BYTES = 32
const SHAPE = /^[A-Za-z0-9_-]{43}$/

/** @returns 256 random bits, base64url */
export function newSecret(): string {
  return randomBytes(BYTES).toString('base64url')
}

/** 256 random bits cannot be guessed, so one fast hash is enough. @returns hex */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Whether `newSecret` can have made this. */
export function looksLikeSecret(text: string): boolean {
  return SHAPE.test(text)
}
