// Decides what an entry of an archive may be: hides the variants of the format, and checks everything before use.
import { leftOutBecause, nameProblem } from './entry-names.ts'
import type { PackageLimits } from './limits.ts'
import { PackageRefused, quoted } from './package-refused.ts'
import type { TarEntry } from './tar/read-tar.ts'

type TarHeader = Omit<TarEntry, 'content'>

export type ArchiveEntry =
  | { kind: 'file'; path: string; segments: string[]; size: number; executable: boolean }
  | { kind: 'directory'; path: string; segments: string[] }
  | { kind: 'symbolic-link'; path: string; segments: string[]; target: string }
  | { kind: 'hard-link'; path: string; segments: string[]; target: string }
  /** no part of the module; `path` is that of the topmost directory that is left out */
  | { kind: 'ignored'; path: string; reason: string }

/** @throws PackageRefused when the entry is not allowed */
export function readHeader(header: TarHeader, limits: PackageLimits): ArchiveEntry {
  const path = header.name
  const ignored = ignoredEntry(path, limits)
  if (ignored !== undefined) return ignored
  const segments = pathSegments(path, limits)
  const entry = readType(header, path, segments)
  if (segments.length === 0 && entry.kind !== 'directory') throw refusal(path, 'an entry without a name')
  return entry
}

/** What is below a directory that is left out may have any name. */
function ignoredEntry(path: string, limits: PackageLimits): ArchiveEntry | undefined {
  const segments = path.split('/')
  const at = segments.findIndex((segment) => leftOutBecause(segment) !== undefined)
  const reason = leftOutBecause(segments[at] ?? '')
  if (reason === undefined) return undefined
  return { kind: 'ignored', path: pathSegments(segments.slice(0, at + 1).join('/'), limits).join('/'), reason }
}

function readType(header: TarHeader, path: string, segments: string[]): ArchiveEntry {
  const { size, mode, isSparse } = header
  if (!Number.isSafeInteger(size)) throw refusal(path, 'its size is not valid')
  if (isSparse) throw refusal(path, 'sparse files are not allowed')
  switch (header.type) {
    case 'file':
    case 'contiguous-file':
      // Drops set-user-id and similar bits: of the mode, only "executable" is kept.
      return { kind: 'file', path, segments, size, executable: (mode & 0o111) !== 0 }
    case 'directory':
      return { kind: 'directory', path, segments }
    case 'symlink':
      return { kind: 'symbolic-link', path, segments, target: linkTarget(header, path) }
    case 'link':
      return { kind: 'hard-link', path, segments, target: linkTarget(header, path) }
    case 'unknown':
      throw refusal(path, 'an entry of unknown type is not allowed')
    case 'block-device':
    case 'character-device':
    case 'fifo':
      throw refusal(path, `a ${header.type} is not allowed`)
  }
}

function pathSegments(path: string, limits: PackageLimits): string[] {
  if (path.startsWith('/')) throw refusal(path, 'absolute paths are not allowed')
  if (Buffer.byteLength(path) > limits.pathBytes)
    throw new PackageRefused(`${quoted(path)}: the path is longer than ${limits.pathBytes} bytes`)
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.length > limits.depth + 1) throw refusal(path, `more than ${limits.depth} directories deep`)
  for (const segment of segments) {
    const problem = nameProblem(segment)
    if (problem !== undefined) throw refusal(path, problem)
  }
  return segments
}

function linkTarget({ linkname: target }: TarHeader, path: string): string {
  if (target === '') throw refusal(path, 'a link without a target')
  return target
}

function refusal(path: string, problem: string): PackageRefused {
  return new PackageRefused(`${quoted(path)}: ${problem}`, { file: path })
}
