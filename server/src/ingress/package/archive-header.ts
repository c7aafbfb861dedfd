// Reads a tar header: hides the variants of the format, and checks everything before use.
import { leftOutBecause, nameProblem } from './entry-names.ts'
import type { PackageLimits } from './limits.ts'
import { PackageRefused, quoted } from './package-refused.ts'

/** A header as tar-stream returns it: malicious headers lack fields that its types promise. */
export interface TarHeader {
  name: string
  size: number | null
  mode: number | null
  type: string | null
  linkname: string | null
  /** extended headers, decoded */
  pax?: unknown
}

export type ArchiveEntry =
  | { kind: 'file'; path: string; segments: string[]; size: number; executable: boolean }
  | { kind: 'directory'; path: string; segments: string[] }
  | { kind: 'symbolic-link'; path: string; segments: string[]; target: string }
  | { kind: 'hard-link'; path: string; segments: string[]; target: string }
  /** no part of the module; `path` is that of the topmost directory that is left out */
  | { kind: 'ignored'; path: string; reason: string }

/** The decoding for headers, one character per byte. Bytes that are not UTF-8 can then be detected. */
export const HEADER_ENCODING = 'latin1'

/** @throws PackageRefused when the entry is not allowed */
export function readHeader(header: TarHeader, limits: PackageLimits): ArchiveEntry {
  const path = decode(header.name, extendedHeader(header, 'path'))
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
  const size = header.size ?? Number.NaN
  if (!Number.isSafeInteger(size) || size < 0) throw refusal(path, 'its size is not valid')
  if (Object.keys(header.pax ?? {}).some((key) => key.startsWith('GNU.sparse'))) throw refusal(path, 'sparse files are not allowed')
  switch (header.type) {
    case 'file':
    case 'contiguous-file':
      // Drops set-user-id and similar bits: of the mode, only "executable" is kept.
      return { kind: 'file', path, segments, size, executable: ((header.mode ?? 0) & 0o111) !== 0 }
    case 'directory':
      return { kind: 'directory', path, segments }
    case 'symlink':
      return { kind: 'symbolic-link', path, segments, target: linkTarget(header, path) }
    case 'link':
      return { kind: 'hard-link', path, segments, target: linkTarget(header, path) }
    case null:
      throw refusal(path, 'an entry of unknown type is not allowed')
    default:
      throw refusal(path, `a ${header.type} is not allowed`)
  }
}

function pathSegments(path: string, limits: PackageLimits): string[] {
  if (path.startsWith('/')) throw refusal(path, 'absolute paths are not allowed')
  if (Buffer.byteLength(path) > limits.pathBytes) throw refusal(path, `the path is longer than ${limits.pathBytes} bytes`)
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.length > limits.depth + 1) throw refusal(path, `more than ${limits.depth} directories deep`)
  for (const segment of segments) {
    const problem = nameProblem(segment)
    if (problem !== undefined) throw refusal(path, problem)
  }
  return segments
}

function linkTarget(header: TarHeader, path: string): string {
  const target = decode(header.linkname ?? '', extendedHeader(header, 'linkpath'))
  if (target === '') throw refusal(path, 'a link without a target')
  return target
}

function extendedHeader({ pax }: TarHeader, key: string): string | undefined {
  const value: unknown = typeof pax === 'object' && pax !== null ? Reflect.get(pax, key) : undefined
  return typeof value === 'string' ? value : undefined
}

/**
 * @param raw one character per byte, unless it comes from an extended header
 * @param extended the same value from an extended header, already decoded
 */
function decode(raw: string, extended: string | undefined): string {
  // An empty value in an extended header does not replace the plain one.
  return extended ? extended : Buffer.from(raw, HEADER_ENCODING).toString('utf8')
}

function refusal(path: string, problem: string): PackageRefused {
  return new PackageRefused(`${quoted(path)}: ${problem}`, { file: path })
}
