import { createHash, type Hash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ModuleFile, ModuleTree } from './module-tree.ts'
import { endOfArchive, padding, tarHeader } from './tar/tar-header.ts'

export interface PackOptions {
  /** a file that does not exist yet; removed again on failure, never synced */
  destination: string
  /** 1 (fast) to 9 (small); default 6 */
  gzipLevel?: number
}

export interface PackedModule {
  /** of the archive, lower-case hexadecimal */
  sha256: string
  /** bytes of the archive */
  size: number
  /** bytes of all files together */
  uncompressedSize: number
  fileCount: number
}

/** Handing zlib large pieces keeps the number of trips to its thread independent of the number of files. */
const PIECE_BYTES = 1024 * 1024
const GZIP_CHUNK_BYTES = 256 * 1024
const READ_AHEAD_FILES = 64
const READ_AHEAD_BYTES = 8 * 1024 * 1024

/**
 * Writes the archive to serve: a gzipped tar with the module at its root. It has regular files only, whose paths imply the
 * directories. The same files give the same bytes, in whatever order and from whatever source.
 */
export async function packModule(tree: Pick<ModuleTree, 'files'>, { destination, gzipLevel = 6 }: PackOptions): Promise<PackedModule> {
  const files = inByteOrder(tree.files)
  const hash = createHash('sha256')
  try {
    const gzip = createGzip({ level: gzipLevel, chunkSize: GZIP_CHUNK_BYTES })
    const size = await pipeline(tarPieces(files), gzip, (archive: AsyncIterable<Buffer>) => write(archive, destination, hash))
    const uncompressedSize = files.reduce((sum, file) => sum + file.size, 0)
    return { sha256: hash.digest('hex'), size, uncompressedSize, fileCount: files.length }
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

async function* tarPieces(files: readonly ModuleFile[]): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let length = 0
  for await (const { file, content } of contents(files)) {
    if (content.length !== file.size) throw new Error(`${file.path} has ${content.length} bytes instead of ${file.size}`)
    parts.push(tarHeader(file.path, file.mode, file.size), content, padding(file.size))
    length += file.size
    if (length < PIECE_BYTES) continue
    yield Buffer.concat(parts)
    parts = []
    length = 0
  }
  yield Buffer.concat([...parts, endOfArchive()])
}

/** Reads a little ahead, so that the source and gzip work at the same time. */
async function* contents(files: readonly ModuleFile[]): AsyncGenerator<{ file: ModuleFile; content: Buffer }> {
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
  try {
    for await (const chunk of archive) {
      hash.update(chunk)
      await file.appendFile(chunk)
      size += chunk.length
    }
  } finally {
    await file.close()
  }
  return size
}
