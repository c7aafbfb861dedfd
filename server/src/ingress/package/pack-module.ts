import { createHash, type Hash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { ArchiveContents, ArchivedFile, ArchivedPiece } from '../../archivist/index.ts'
import { type Deflate, deflatePiece, gzipPieces, type PieceStart } from './gzip/gzip-pieces.ts'
import { type FileContent, type TarPiece, tarPieces } from './gzip/tar-pieces.ts'
import type { ModuleFile, ModuleTree } from './module-tree.ts'

export interface PackOptions {
  /** a file that does not exist yet; removed again on failure, never synced */
  destination: string
  /** may remember what it compressed for other archives */
  deflate?: Deflate
}

export interface PackedModule {
  /** of the archive, lower-case hexadecimal */
  sha256: string
  /** bytes of the archive */
  size: number
  /** bytes of all files together */
  uncompressedSize: number
  fileCount: number
  contents: ArchiveContents
}

/** Most archives are written at once. */
const WRITE_BYTES = 256 * 1024
const READ_AHEAD_FILES = 64
const READ_AHEAD_BYTES = 8 * 1024 * 1024

/**
 * Writes the archive to serve: a gzipped tar with the module at its root. It has regular files only, whose paths imply the
 * directories. The same files give the same bytes, in whatever order and from whatever source.
 */
export async function packModule(
  tree: Pick<ModuleTree, 'files'>,
  { destination, deflate = deflatePiece }: PackOptions,
): Promise<PackedModule> {
  const files = inByteOrder(tree.files)
  const hash = createHash('sha256')
  try {
    const { contents, onPiece } = contentsWriter()
    const size = await write(gzipPieces(tarPieces(contentOf(files)), deflate, onPiece), destination, hash)
    const uncompressedSize = files.reduce((sum, file) => sum + file.size, 0)
    return { sha256: hash.digest('hex'), size, uncompressedSize, fileCount: files.length, contents }
  } catch (error) {
    await rm(destination, { force: true })
    throw error
  }
}

/** By the bytes of the path: independent of locale, and of how JavaScript orders surrogates. */
function inByteOrder(files: readonly ModuleFile[]): ModuleFile[] {
  return files
    .map((file) => ({ file, bytes: Buffer.from(file.path) }))
    .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ file }) => file)
}

function contentsWriter(): { contents: ArchiveContents; onPiece: (piece: TarPiece, start: PieceStart) => void } {
  const files: ArchivedFile[] = []
  const pieces: ArchivedPiece[] = []
  return {
    contents: { files, pieces },
    onPiece(piece, { at, offset }) {
      pieces.push({ at, offset, isDependent: piece.resembled !== undefined })
      for (const file of piece.files) {
        const checksum = crc32(piece.content.subarray(file.at, file.at + file.size))
        files.push({ path: file.path, size: file.size, offset: offset + file.at, checksum })
      }
    },
  }
}

/** Reads a little ahead, so that the source and gzip work at the same time. */
async function* contentOf(files: readonly ModuleFile[]): AsyncGenerator<FileContent> {
  const ahead: { file: ModuleFile; content: Promise<Buffer> }[] = []
  let bytes = 0
  for (const file of files) {
    while (ahead.length > 0 && (ahead.length >= READ_AHEAD_FILES || bytes + file.size > READ_AHEAD_BYTES)) {
      const first = ahead.shift()
      if (first === undefined) break
      bytes -= first.file.size
      yield { file: first.file, content: await first.content }
    }
    const content = file.read()
    // Awaited in its turn. If an earlier file fails, this failure does not matter.
    content.catch(() => undefined)
    ahead.push({ file, content })
    bytes += file.size
  }
  for (const { file, content } of ahead) yield { file, content: await content }
}

async function write(archive: AsyncIterable<Buffer>, destination: string, hash: Hash): Promise<number> {
  const file = await open(destination, 'wx')
  let size = 0
  let waiting: Buffer[] = []
  let bytes = 0
  const flush = async () => {
    await file.appendFile(Buffer.concat(waiting))
    waiting = []
    bytes = 0
  }
  try {
    for await (const chunk of archive) {
      hash.update(chunk)
      waiting.push(chunk)
      bytes += chunk.length
      size += chunk.length
      if (bytes >= WRITE_BYTES) await flush()
    }
    await flush()
  } finally {
    await file.close()
  }
  return size
}
