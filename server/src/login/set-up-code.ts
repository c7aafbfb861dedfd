// The code that the server prints until there is a user: whoever reads its terminal may create the first one.
import { createHash, timingSafeEqual } from 'node:crypto'

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const LENGTH = 20
const GROUP = 5

/**
 * The same for every process of an installation, and after a restart.
 * @param key 32 bytes
 * @returns 100 bits for people to type, such as `K7QWE-…`
 */
export function setUpCode(key: Buffer): string {
  const letters = [...key.subarray(0, LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
  return letters.replace(new RegExp(`(.{${GROUP}})(?=.)`, 'g'), '$1-')
}

/** However people type it: in small letters, without hyphens, with spaces. */
export function isSetUpCode(typed: string, code: string): boolean {
  return timingSafeEqual(digest(typed), digest(code))
}

function digest(text: string): Buffer {
  return createHash('sha256')
    .update(text.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest()
}
