// What a token looks like, and what of it is stored.
import { createHmac, type KeyObject, randomInt } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const HEAD = 14
/** 67 × log2(62) is 399 random bits: nothing slower than one keyed hash is needed to keep it safe. */
const SECRET = 67
const SHAPE = new RegExp(`^[A-Za-z0-9]{${HEAD}}\\.atlasv1\\.[A-Za-z0-9]{${SECRET}}$`)

/** @returns a new token, in the shape of HCP Terraform's, which secret scanners recognise */
export function newTokenText(): string {
  return `${randomText(HEAD)}.atlasv1.${randomText(SECRET)}`
}

/** Whether this can be a token at all; spares the look-up of what cannot. */
export function looksLikeToken(text: string): boolean {
  return SHAPE.test(text)
}

/** @param key of the instance; without it, stolen hashes cannot even be compared with a found token
 *  @returns hex */
export function hashToken(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}

function randomText(length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += ALPHABET[randomInt(ALPHABET.length)]
  return text
}
