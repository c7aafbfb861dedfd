// Finds out what an archive holds whose contents nobody wrote down: earlier releases made one stream of it.
import { pipeline, type Readable } from 'node:stream'
import { crc32, createGunzip } from 'node:zlib'
import type { ArchiveContents, ArchivedFile } from './archive-contents.ts'
import { ArchiveDamaged } from './read-archived-file.ts'

const BLOCK = 512
/** A gzip header of ours has no optional fields. */
const GZIP_HEADER = 10
const GZIP_TRAILER = 8

/** Reads the whole archive once. @throws ArchiveDamaged when it is none of ours */
export async function scanArchive(archive: Readable): Promise<ArchiveContents> {
  const gunzip = createGunzip()
  let size = 0
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      size += chunk.length
      yield chunk
    }
  }
  // The consumer of `gunzip` gets the error.
  pipeline(archive, counted, gunzip, () => undefined)
  const tar = bytesOf(gunzip)
  const files: ArchivedFile[] = []
  let longPath: string | undefined
  for (;;) {
    const header = await tar.take(BLOCK)
    if (header.every((byte) => byte === 0)) break
    const bytes = Number.parseInt(textAt(header, 124, 12), 8)
    if (!Number.isInteger(bytes)) throw new ArchiveDamaged('the archive has a header that cannot be read')
    if (header[156] === EXTENDED) {
      longPath = /^\d+ path=([^\n]*)\n/.exec((await tar.take(bytes)).toString())?.[1]
    } else {
      const path = longPath ?? pathIn(header)
      longPath = undefined
      const offset = tar.position()
      files.push({ path, size: bytes, offset, checksum: await tar.checksum(bytes) })
    }
    await tar.checksum((BLOCK - (bytes % BLOCK)) % BLOCK)
  }
  // To its end, so that its size is known.
  await tar.drain()
  const pieces = [
    { at: GZIP_HEADER, offset: 0, isDependent: false },
    { at: size - GZIP_TRAILER, offset: tar.position(), isDependent: false },
  ]
  return { files, pieces }
}

const EXTENDED = 'x'.charCodeAt(0)

function pathIn(header: Buffer): string {
  const [prefix, name] = [textAt(header, 345, 155), textAt(header, 0, 100)]
  return prefix === '' ? name : `${prefix}/${name}`
}

function textAt(header: Buffer, from: number, length: number): string {
  return header.toString('latin1', from, from + length).replace(/\0.*$/s, '')
}

function asDamage(error: NodeJS.ErrnoException): never {
  throw error.code?.startsWith('Z_') === true ? new ArchiveDamaged('the archive cannot be decompressed') : error
}

/** Reads a stream by numbers of bytes. */
function bytesOf(source: Readable) {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let rest: Buffer = Buffer.alloc(0)
  let position = 0

  async function* parts(length: number): AsyncGenerator<Buffer> {
    for (let missing = length; missing > 0; ) {
      if (rest.length === 0) {
        const next = await chunks.next().catch(asDamage)
        if (next.done === true) throw new ArchiveDamaged('the archive ends too early')
        rest = next.value
      }
      const part = rest.subarray(0, missing)
      rest = rest.subarray(part.length)
      position += part.length
      missing -= part.length
      yield part
    }
  }

  return {
    /** how many bytes were read */
    position: () => position,
    async drain(): Promise<void> {
      while ((await chunks.next().catch(asDamage)).done !== true);
    },
    async take(length: number): Promise<Buffer> {
      const taken: Buffer[] = []
      for await (const part of parts(length)) taken.push(part)
      return Buffer.concat(taken)
    },
    async checksum(length: number): Promise<number> {
      let checksum = 0
      for await (const part of parts(length)) checksum = crc32(part, checksum)
      return checksum
    },
  }
}
