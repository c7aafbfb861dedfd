// Cuts an archive into pieces that stay the same from version to version: a large file, or the small ones of a directory.
import { endOfArchive, padding, tarHeader } from '../tar/tar-header.ts'
import type { Piece } from './gzip-pieces.ts'

export interface FileContent {
  file: { path: string; mode: number; size: number }
  content: Buffer
}

/** A file of this size is a piece of its own. */
const LARGE_FILE = 16 * 1024
/** Many small files are several pieces, because a piece is in memory as a whole. */
const MAX_SMALL_FILES = 1024 * 1024
/** What a reader of one file has to decompress before the file's own piece, at most. */
const MAX_CHAIN = 1024 * 1024
/** The directories that tell what a file belongs to, such as `modules/vpc`. */
const LEVELS = 2

/** A file in a piece: `at` is where its content starts there. */
export interface PlacedFile {
  path: string
  size: number
  at: number
}

export interface TarPiece extends Piece {
  files: readonly PlacedFile[]
}

interface Group {
  /** the directory that its files are in or below; the empty path is the root */
  directory: string
  isLarge: boolean
  parts: Buffer[]
  /** bytes of all parts */
  length: number
  files: PlacedFile[]
  /** bytes of its files */
  size: number
}

/** The piece before, and what has to be decompressed before it. */
interface Last {
  directory: string
  content: Buffer
  chain: number
}

/** Where one piece ends depends on nothing but the files. @param contents in the order of the archive */
export async function* tarPieces(contents: AsyncIterable<FileContent>): AsyncGenerator<TarPiece> {
  let last: Last | undefined
  const next = ({ directory, parts, files }: Group): TarPiece => {
    const content = Buffer.concat(parts)
    const before = last !== undefined && mayReferTo(last, directory) ? last : undefined
    last = { directory, content, chain: before === undefined ? 0 : before.chain + before.content.length }
    return { content, resembled: before?.content, files }
  }
  let group: Group | undefined
  for await (const { file, content } of contents) {
    if (content.length !== file.size) throw new Error(`${file.path} has ${content.length} bytes instead of ${file.size}`)
    const [directory, isLarge] = [directoryOf(file.path), file.size >= LARGE_FILE]
    if (group !== undefined && (isLarge || isFull(group) || group.directory !== directory)) {
      yield next(group)
      group = undefined
    }
    group ??= { directory, isLarge, parts: [], length: 0, files: [], size: 0 }
    add(group, file, content)
  }
  if (group !== undefined) yield next(group)
  yield { content: endOfArchive(), resembled: undefined, files: [] }
}

function add(group: Group, { path, mode, size }: FileContent['file'], content: Buffer): void {
  const header = tarHeader(path, mode, size)
  group.files.push({ path, size, at: group.length + header.length })
  for (const part of [header, content, padding(size)]) {
    group.parts.push(part)
    group.length += part.length
  }
  group.size += size
}

function mayReferTo(last: Last, directory: string): boolean {
  return areSiblings(last.directory, directory) && last.chain + last.content.length <= MAX_CHAIN
}

function isFull({ isLarge, size }: Group): boolean {
  return isLarge || size >= MAX_SMALL_FILES
}

function directoryOf(path: string): string {
  return path.split('/').slice(0, -1).slice(0, LEVELS).join('/')
}

/** Submodules resemble each other, and so do examples. The files of the root do not. */
function areSiblings(one: string, other: string): boolean {
  const [above] = one.split('/')
  return above !== '' && above === other.split('/')[0]
}
