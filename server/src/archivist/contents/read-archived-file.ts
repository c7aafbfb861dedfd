// Reads one file of a stored archive. What it costs depends on the file and at most a megabyte before it, not on the archive.
import type { Readable } from 'node:stream'
import { constants, crc32, createInflateRaw } from 'node:zlib'
import type { ByteRange } from '../stores/object-store.ts'
import type { ArchiveContents, ArchivedFile, ArchivedPiece } from './archive-contents.ts'

/** The bytes of the archive are not those that its contents describe. */
export class ArchiveDamaged extends Error {
  override readonly name = 'ArchiveDamaged'
}

/** @returns undefined when the archive is gone */
export type ReadRange = (range: ByteRange) => Promise<Readable | undefined>

/**
 * Yields the bytes of the file.
 * @throws ArchiveDamaged at the latest after its last byte
 */
export async function* readArchivedFile(read: ReadRange, { pieces }: ArchiveContents, file: ArchivedFile): AsyncGenerator<Buffer> {
  if (file.size === 0) return
  const { first, last } = piecesOf(pieces, file)
  const compressed = await read({ first: first.at, last: last - 1 })
  if (compressed === undefined) throw new ArchiveDamaged('the archive is gone')
  const inflate = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH })
  compressed.once('error', (error) => inflate.destroy(error))
  let skip = file.offset - first.offset
  let missing = file.size
  let checksum = 0
  try {
    for await (const chunk of compressed.pipe(inflate)) {
      const bytes = (chunk as Buffer).subarray(skip, skip + missing)
      skip = Math.max(0, skip - (chunk as Buffer).length)
      missing -= bytes.length
      checksum = crc32(bytes, checksum)
      if (bytes.length > 0) yield bytes
      if (missing === 0) break
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_') ? new ArchiveDamaged(`${file.path} cannot be decompressed`) : error
  } finally {
    compressed.destroy()
    inflate.destroy()
  }
  if (missing > 0 || checksum !== file.checksum) throw new ArchiveDamaged(`${file.path} is not what was published`)
}

/** A file lies within one piece. @returns the piece to start from, and where the one after the file's starts in the archive */
function piecesOf(pieces: readonly ArchivedPiece[], file: ArchivedFile): { first: ArchivedPiece; last: number } {
  const after = pieces.findIndex(({ offset }) => offset > file.offset)
  let at = after - 1
  while (pieces[at]?.isDependent === true) at--
  const [first, next] = [pieces[at], pieces[after]]
  if (first === undefined || next === undefined) throw new Error(`no piece of the archive holds ${file.path}`)
  return { first, last: next.at }
}
