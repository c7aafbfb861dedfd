// Checks that a text is a private key that ssh can use without a passphrase.
import { createPrivateKey } from 'node:crypto'

const MAX_LENGTH = 32_768
const PEM = /^-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----\n([\s\S]+)\n-----END \1-----$/
/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
const OPENSSH_MAGIC = 'openssh-key-v1\0'

/** @returns the key as ssh expects it: with LF line breaks and a final one */
export function normaliseSshKey(key: string): string {
  return `${key.replaceAll('\r\n', '\n').trim()}\n`
}

/** @returns what is wrong; go-tfe looks for the words "Ssh key is invalid" */
export function sshKeyProblem(key: string): string | undefined {
  if (key.length > MAX_LENGTH) return `Ssh key is invalid: it is longer than ${MAX_LENGTH} characters`
  const text = normaliseSshKey(key).trimEnd()
  const [, label, body] = PEM.exec(text) ?? []
  if (label === undefined || body === undefined) return 'Ssh key is invalid: it must be a private key in PEM or OpenSSH format'
  const encrypted = 'Ssh key is invalid: it is protected by a passphrase; use a key without one'
  if (label === 'ENCRYPTED PRIVATE KEY' || body.includes('ENCRYPTED')) return encrypted
  if (label !== 'OPENSSH PRIVATE KEY') return isReadable(text) ? undefined : 'Ssh key is invalid: it cannot be read'
  const cipher = opensshCipher(body)
  if (cipher === undefined) return 'Ssh key is invalid: it cannot be read'
  return cipher === 'none' ? undefined : encrypted
}

function isReadable(pem: string): boolean {
  try {
    createPrivateKey(pem)
    return true
  } catch {
    return false
  }
}

/** OpenSSH's own format begins with a magic string, followed by the length and name of the cipher. */
function opensshCipher(body: string): string | undefined {
  const base64 = body.replaceAll('\n', '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  const start = OPENSSH_MAGIC.length
  if (bytes.length < start + 4 || bytes.toString('latin1', 0, start) !== OPENSSH_MAGIC) return undefined
  const length = bytes.readUInt32BE(start)
  return bytes.length < start + 4 + length ? undefined : bytes.toString('latin1', start + 4, start + 4 + length)
}
