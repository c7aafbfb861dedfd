/** What an extended header (pax) says that matters here. */
export interface PaxRecords {
  path?: string
  linkpath?: string
  /** decimal */
  size?: string
  isSparse?: true
}

const [SPACE, EQUALS, ZERO, NINE] = [0x20, 0x3d, 0x30, 0x39]
const MAX_LENGTH_DIGITS = 10
/** Longer keys are none of ours. */
const MAX_KEY_BYTES = 32

/**
 * Reads records such as `18 path=some/file\n`, whose number counts the whole record. It skips the others without decoding
 * them, because a hostile header has millions, and stops where no record begins.
 */
export function readPaxRecords(bytes: Buffer): PaxRecords {
  const records: PaxRecords = {}
  for (let at = 0; at < bytes.length; ) {
    const { length, digits } = lengthAt(bytes, at)
    const [space, end] = [at + digits, at + length]
    if (digits === 0 || bytes[space] !== SPACE || end <= space || end > bytes.length) break
    const equals = keyEnd(bytes, space + 1, end)
    if (equals !== undefined) note(records, bytes.toString('latin1', space + 1, equals), bytes.subarray(equals + 1, end - 1))
    at = end
  }
  return records
}

function lengthAt(bytes: Buffer, at: number): { length: number; digits: number } {
  let [length, digits] = [0, 0]
  for (; digits < MAX_LENGTH_DIGITS; digits++) {
    const digit = bytes[at + digits] ?? SPACE
    if (digit < ZERO || digit > NINE) break
    length = length * 10 + digit - ZERO
  }
  return { length, digits }
}

/** @returns where the key ends; undefined for a key that does not matter here */
function keyEnd(bytes: Buffer, start: number, end: number): number | undefined {
  if (!INITIALS.includes(bytes[start] ?? 0)) return undefined
  for (let at = start; at < end && at - start <= MAX_KEY_BYTES; at++) if (bytes[at] === EQUALS) return at
  return undefined
}

/** Of the keys below. */
const INITIALS = Buffer.from('plsG')

function note(records: PaxRecords, key: string, value: Buffer): void {
  if (key === 'path' || key === 'linkpath' || key === 'size') records[key] = value.toString('utf8')
  else if (key.startsWith('GNU.sparse')) records.isSparse = true
}
