// Decodes the block that begins an entry: POSIX (ustar) and GNU.
import { DamagedTar } from './damaged-tar.ts'

export const BLOCK = 512

export interface HeaderBlock {
  name: string
  /** empty when there is none */
  linkname: string
  /** 0 when it cannot be read */
  mode: number
  /** NaN when it cannot be read */
  size: number
  /** one character */
  flag: string
}

const EMPTY = Buffer.alloc(BLOCK)
const [CHECKSUM, FLAG, LINKNAME, MAGIC, PREFIX] = [148, 156, 157, 257, 345]
/** A size of 8 GB or more is binary, marked by the first bit. */
const BINARY = 0x80

/** Empty blocks end an archive, and fill it up. */
export function isEmptyBlock(block: Buffer): boolean {
  return block.equals(EMPTY)
}

/** @throws DamagedTar unless it is a header */
export function readHeaderBlock(block: Buffer): HeaderBlock {
  if (checksumOf(block) !== octalIn(block, CHECKSUM, 8)) throw new DamagedTar('the checksum of a header is wrong')
  const magic = block.toString('latin1', MAGIC, MAGIC + 6)
  if (magic !== 'ustar\0' && magic !== 'ustar ') throw new DamagedTar('a header of an unknown format')
  const name = textIn(block, 0, 100)
  // GNU keeps other things there.
  const prefix = magic === 'ustar\0' ? textIn(block, PREFIX, 155) : ''
  const flag = block[FLAG] === 0 ? '0' : block.toString('latin1', FLAG, FLAG + 1)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkname: textIn(block, LINKNAME, 100),
    mode: octalIn(block, 100, 8) || 0,
    size: sizeIn(block),
    flag,
  }
}

/** Bytes that are not UTF-8 become U+FFFD. */
export function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end)
}

function textIn(block: Buffer, offset: number, length: number): string {
  return textOf(block.subarray(offset, offset + length))
}

function sizeIn(block: Buffer): number {
  const [offset, length] = [124, 12]
  if (((block[offset] ?? 0) & BINARY) === 0) return octalIn(block, offset, length)
  const isSmall = block.readUInt32BE(offset) === BINARY * 2 ** 24
  return isSmall ? Number(block.readBigUInt64BE(offset + 4)) : Number.NaN
}

/** Writers pad numbers with spaces or NULs, on either side. */
function octalIn(block: Buffer, offset: number, length: number): number {
  const text = block
    .toString('latin1', offset, offset + length)
    .replaceAll('\0', ' ')
    .trim()
  if (text === '') return 0
  const digits = text.split(' ', 1)[0] ?? ''
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN
}

/** The sum of all bytes, with spaces in place of the sum. */
function checksumOf(block: Buffer): number {
  let sum = 8 * 0x20
  // By index: this runs for every byte of every header, and iterators are ten times slower.
  for (let at = 0; at < BLOCK; at++) if (at < CHECKSUM || at >= CHECKSUM + 8) sum += block[at] ?? 0
  return sum
}
