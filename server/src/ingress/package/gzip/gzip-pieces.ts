// Writes gzip (RFC 1952) piece by piece. A piece refers to nothing but the one before it, so that compressing both again gives
// the same bytes, wherever they stand.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, crc32, deflateRaw } from 'node:zlib'
import { createByteCache } from '../../../platform/cache/index.ts'

export interface Piece {
  content: Buffer
  /** the piece right before it, where both resemble each other; else nothing */
  resembled: Buffer | undefined
}

/** @returns blocks of a deflate stream (RFC 1951), which end on the boundary of a byte and are not the last ones */
export type Deflate = (piece: Piece) => Promise<Buffer>

/** No time, no name, no operating system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
/** A last block without content. */
const LAST_BLOCK = Buffer.from([3, 0])
/** How far deflate refers back. */
const WINDOW = 32 * 1024
const OUTPUT_CHUNK = 64 * 1024

const deflateAlone = promisify<Buffer, object, Buffer>(deflateRaw)

/** From 1 (fast) to 9 (small). */
const DEFAULT_LEVEL = 6

export async function deflatePiece({ content, resembled }: Piece, level = DEFAULT_LEVEL): Promise<Buffer> {
  const dictionary = resembled === undefined || resembled.length === 0 ? {} : { dictionary: windowOf(resembled) }
  return await deflateAlone(content, { level, finishFlush: constants.Z_SYNC_FLUSH, chunkSize: OUTPUT_CHUNK, ...dictionary })
}

function windowOf(resembled: Buffer): Buffer {
  return resembled.subarray(-WINDOW)
}

/**
 * Compresses each piece once.
 * @param maxBytes of compressed pieces to remember
 * @param level of compression
 */
export function rememberedDeflate(maxBytes: number, level = DEFAULT_LEVEL): Deflate {
  const known = createByteCache<Buffer>(maxBytes)
  return async (piece) => {
    const key = keyOf(piece)
    const last = known.get(key)
    if (last !== undefined) return last
    // A copy, because zlib gives a part of a larger buffer, which would stay in memory with it.
    const deflated = Buffer.from(await deflatePiece(piece, level))
    known.set(key, deflated, deflated.length)
    return deflated
  }
}

/** The length keeps apart where one ends and the other begins. */
function keyOf({ content, resembled }: Piece): string {
  const hash = createHash('sha256').update(`${content.length}:`).update(content)
  if (resembled !== undefined) hash.update(windowOf(resembled))
  return hash.digest('base64')
}

/** Where a piece starts: in the archive, and after decompression. */
export interface PieceStart {
  at: number
  offset: number
}

/** Yields a whole gzip member. @param onPiece called before each piece */
export async function* gzipPieces<Each extends Piece>(
  pieces: AsyncIterable<Each> | Iterable<Each>,
  deflate: Deflate,
  onPiece: (piece: Each, start: PieceStart) => void = () => undefined,
): AsyncGenerator<Buffer> {
  yield HEADER
  let checksum = 0
  let at = HEADER.length
  let length = 0
  for await (const piece of pieces) {
    onPiece(piece, { at, offset: length })
    checksum = crc32(piece.content, checksum)
    length += piece.content.length
    const deflated = await deflate(piece)
    at += deflated.length
    yield deflated
  }
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(checksum, 0)
  trailer.writeUInt32LE(length % 2 ** 32, 4)
  yield Buffer.concat([LAST_BLOCK, trailer])
}
