// Every key the server uses is derived from one secret, so that an operator has one file to keep safe.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** What a key is for. The words go into the derivation: renaming one makes everything under it unreadable. */
export type KeyPurpose = 'authentication-tokens' | 'object-urls' | 'credentials'

export interface Keyring {
  /** @returns 32 bytes, the same for the same secret and purpose */
  key(purpose: KeyPurpose): Buffer
}

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const ENVELOPE = 'v1.'

export function createKeyring(secret: Buffer): Keyring {
  const keys = new Map<KeyPurpose, Buffer>()
  return {
    key(purpose) {
      const known = keys.get(purpose) ?? Buffer.from(hkdfSync('sha256', secret, '', `terrace/${purpose}`, KEY_BYTES))
      keys.set(purpose, known)
      return known
    },
  }
}

/** Encrypts small secrets (AES-256-GCM). `context` names the row they belong to, so that a value cannot be moved to another row. */
export interface SecretBox {
  seal(text: string, context: string): string
  /** @throws Error when the value was altered, moved, or sealed under another key */
  open(sealed: string, context: string): string
}

export function createSecretBox(key: Buffer): SecretBox {
  return {
    seal(text, context) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return ENVELOPE + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
    },
    open(sealed, context) {
      if (!sealed.startsWith(ENVELOPE)) throw new Error('not a sealed value')
      const bytes = Buffer.from(sealed.slice(ENVELOPE.length), 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(context))
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
    },
  }
}
