// Writes tar headers (POSIX.1-2001, "ustar" with extended headers) that depend on nothing but path, mode and size.

const BLOCK = 512
const NAME_BYTES = 100
const PREFIX_BYTES = 155
const MAX_SIZE = 8 ** 11 - 1
/** 1980-01-01. Not 0, which some programs take for "unknown" and others warn about. */
const MODIFIED_AT = 315_532_800

/** @returns the header blocks of a regular file; its content and `padding` come next */
export function tarHeader(path: string, mode: number, size: number): Buffer {
  if (size > MAX_SIZE) throw new Error(`${path} is too large for a tar archive`)
  const short = splitPath(path)
  if (short !== undefined) return headerBlock(short, mode, size, '0')
  const record = Buffer.from(paxRecord('path', path))
  const extended = headerBlock({ prefix: '', name: 'PaxHeader' }, 0o644, record.length, 'x')
  return Buffer.concat([extended, record, padding(record.length), headerBlock({ prefix: '', name: 'PaxFile' }, mode, size, '0')])
}

/** Zeros that fill the last block of something `size` bytes long. */
export function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
}

/** Two empty blocks. */
export function endOfArchive(): Buffer {
  return Buffer.alloc(2 * BLOCK)
}

/** @returns undefined when the path does not fit into the plain header: too long, or not ASCII */
function splitPath(path: string): { prefix: string; name: string } | undefined {
  if (Buffer.byteLength(path) !== path.length) return undefined
  if (path.length <= NAME_BYTES) return { prefix: '', name: path }
  const slash = path.indexOf('/', path.length - NAME_BYTES - 1)
  if (slash <= 0 || slash > PREFIX_BYTES || slash === path.length - 1) return undefined
  return { prefix: path.slice(0, slash), name: path.slice(slash + 1) }
}

function headerBlock(path: { prefix: string; name: string }, mode: number, size: number, type: '0' | 'x'): Buffer {
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, offset: number, digits: number) => block.write(value.toString(8).padStart(digits, '0'), offset, 'latin1')
  block.write(path.name, 0, 'latin1')
  octal(mode, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal(size, 124, 11)
  octal(MODIFIED_AT, 136, 11)
  block.write('        ', 148, 'latin1')
  block.write(type, 156, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  octal(0, 329, 7)
  octal(0, 337, 7)
  block.write(path.prefix, 345, 'latin1')
  let sum = 0
  // By index: this runs for every byte of every header, and iterators are ten times slower.
  for (let at = 0; at < BLOCK; at++) sum += block[at] ?? 0
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** A record starts with its own length in decimal, which includes these digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const bytes = Buffer.byteLength(rest)
  let length = bytes + String(bytes).length
  if (String(length).length > String(bytes).length) length++
  return `${length}${rest}`
}
