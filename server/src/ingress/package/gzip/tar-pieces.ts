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
/** The directories that tell what a file belongs to, such as `modules/vpc`. */
const LEVELS = 2

interface Group {
  /** the directory that its files are in or below; the empty path is the root */
  directory: string
  isLarge: boolean
  parts: Buffer[]
  /** bytes of its files */
  size: number
}

/** Where one piece ends depends on nothing but the files. @param contents in the order of the archive */
export async function* tarPieces(contents: AsyncIterable<FileContent>): AsyncGenerator<Piece> {
  let last: (Piece & { directory: string }) | undefined
  const next = ({ directory, parts }: Pick<Group, 'directory' | 'parts'>) => {
    const resembled = last !== undefined && areSiblings(last.directory, directory) ? last.content : undefined
    last = { content: Buffer.concat(parts), resembled, directory }
    return last
  }
  let group: Group | undefined
  for await (const { file, content } of contents) {
    if (content.length !== file.size) throw new Error(`${file.path} has ${content.length} bytes instead of ${file.size}`)
    const [directory, isLarge] = [directoryOf(file.path), file.size >= LARGE_FILE]
    if (group !== undefined && (isLarge || isFull(group) || group.directory !== directory)) {
      yield next(group)
      group = undefined
    }
    group ??= { directory, isLarge, parts: [], size: 0 }
    group.parts.push(tarHeader(file.path, file.mode, file.size), content, padding(file.size))
    group.size += file.size
  }
  if (group !== undefined) yield next(group)
  yield { content: endOfArchive(), resembled: undefined }
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
