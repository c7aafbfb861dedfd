// Stored passwords: argon2id, which costs a guesser memory as well as time.
// The text form is https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md: parameters can be raised later.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

interface Cost {
  /** KiB */
  memory: number
  passes: number
  parallelism: number
}

/** https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id */
const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32
const FORM = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

const derive = promisify(argon2)

/** @returns what to store, about 100 characters */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await digest(password, salt, COST, HASH_BYTES)
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${unpadded(salt)}$${unpadded(hash)}`
}

/**
 * @param stored undefined when there is none: then it does the same work, so that the time does not tell which users exist
 */
export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  const parts = FORM.exec(stored ?? '')
  if (parts === null) {
    await digest(password, randomBytes(SALT_BYTES), COST, HASH_BYTES)
    return false
  }
  const [, memory, passes, parallelism, salt = '', hash = ''] = parts
  const expected = Buffer.from(hash, 'base64')
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  return timingSafeEqual(await digest(password, Buffer.from(salt, 'base64'), cost, expected.length), expected)
}

/** The same characters can be typed as different code points, depending on the keyboard. */
function digest(password: string, nonce: Buffer, cost: Cost, tagLength: number): Promise<Buffer> {
  return derive('argon2id', { message: password.toWellFormed().normalize('NFKC'), nonce, tagLength, ...cost })
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
