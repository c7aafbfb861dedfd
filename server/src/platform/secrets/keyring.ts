// Derives every key of the server from one secret, so that an operator has one file to protect.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** The purpose of a key. Its name goes into the derivation: after a rename, everything under it becomes unreadable. */
export type KeyPurpose = 'authentication-tokens' | 'object-urls' | 'credentials' | 'check-value' | 'set-up-code'

export interface Keyring {
  /** @returns 32 bytes, the same for the same secret and purpose */
  key(purpose: KeyPurpose): Buffer
  /** Keys of previous secrets. They still open sealed values, but seal no new ones. */
  formerKeys(purpose: KeyPurpose): readonly Buffer[]
}

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const ENVELOPE = 'v1.'

/** @param former previous secrets, the latest first */
export function createKeyring(secret: Buffer, former: readonly Buffer[] = []): Keyring {
  const keys = new Map<string, Buffer>()
  const derived = (from: Buffer, purpose: KeyPurpose, index: number) => {
    const name = `${index} ${purpose}`
    const known = keys.get(name) ?? Buffer.from(hkdfSync('sha256', from, '', `terrace/${purpose}`, KEY_BYTES))
    keys.set(name, known)
    return known
  }
  return {
    key: (purpose) => derived(secret, purpose, 0),
    formerKeys: (purpose) => former.map((each, index) => derived(each, purpose, index + 1)),
  }
}

/** Encrypts small secrets (AES-256-GCM). `context` names their row, so that a value cannot move to another row. */
export interface SecretBox {
  seal(text: string, context: string): string
  /** @throws Error when the value was altered, moved, or sealed under another key */
  open(sealed: string, context: string): string
  /** @returns the value sealed under the current key; undefined when it already is. @throws Error as `open` does */
  reseal(sealed: string, context: string): string | undefined
}

/** @param former keys that open old values and seal no new ones */
export function createSecretBox(key: Buffer, former: readonly Buffer[] = []): SecretBox {
  const seal: SecretBox['seal'] = (text, context) => {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return ENVELOPE + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
  }
  const opened = (sealed: string, context: string): { text: string; isCurrent: boolean } => {
    const text = openedWith(key, sealed, context)
    if (text !== undefined) return { text, isCurrent: true }
    for (const each of former) {
      const older = openedWith(each, sealed, context)
      if (older !== undefined) return { text: older, isCurrent: false }
    }
    throw new Error('the sealed value was altered, moved, or sealed under another secret key')
  }
  return {
    seal,
    open: (sealed, context) => opened(sealed, context).text,
    reseal(sealed, context) {
      const { text, isCurrent } = opened(sealed, context)
      return isCurrent ? undefined : seal(text, context)
    },
  }
}

/** @returns undefined when the value has another format */
function openedWith(key: Buffer, sealed: string, context: string): string | undefined {
  if (!sealed.startsWith(ENVELOPE)) return undefined
  const bytes = Buffer.from(sealed.slice(ENVELOPE.length), 'base64')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(context))
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
