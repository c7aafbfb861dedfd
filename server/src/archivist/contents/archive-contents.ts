// What an archive holds and where, so that one file is read without the others. It is stored beside the archive, as JSON in deflate
// in base64.
import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** A regular file of an archive. */
export interface ArchivedFile {
  path: string
  /** bytes */
  size: number
  /** where its first byte stands in the tar archive, that is after decompression */
  offset: number
  /** CRC-32 of its bytes */
  checksum: number
}

/** A part of the archive that starts on the boundary of a byte. */
export interface ArchivedPiece {
  /** where it starts in the archive */
  at: number
  /** where it starts after decompression */
  offset: number
  /** Whether it refers to the piece before it, which has to be decompressed first. */
  isDependent: boolean
}

export interface ArchiveContents {
  /** in the order of the archive */
  files: readonly ArchivedFile[]
  /** in the order of the archive; the last one holds no file */
  pieces: readonly ArchivedPiece[]
}

type Encoded = {
  files: [path: string, size: number, offset: number, checksum: number][]
  pieces: [at: number, offset: number, isDependent: 0 | 1][]
}

/** More than the files of the largest archive take. */
const MAX_DECODED = 64 * 1024 * 1024

export function encodeContents({ files, pieces }: ArchiveContents): string {
  const encoded: Encoded = {
    files: files.map(({ path, size, offset, checksum }) => [path, size, offset, checksum]),
    pieces: pieces.map(({ at, offset, isDependent }) => [at, offset, isDependent ? 1 : 0]),
  }
  return deflateRawSync(JSON.stringify(encoded)).toString('base64')
}

export function decodeContents(text: string): ArchiveContents {
  const json = inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: MAX_DECODED }).toString()
  const { files, pieces } = JSON.parse(json) as Encoded
  return {
    files: files.map(([path, size, offset, checksum]) => ({ path, size, offset, checksum })),
    pieces: pieces.map(([at, offset, isDependent]) => ({ at, offset, isDependent: isDependent === 1 })),
  }
}
