// Decides what an entry of an archive may be: hides the variants of the format, and checks everything before use.
import { isGitDirectory, nameProblem } from './entry-names.ts'
import type { PackageLimits } from './limits.ts'
import { PackageRefused, quoted } from './package-refused.ts'
import type { TarEntry } from './tar/read-tar.ts'

type TarHeader = Omit<TarEntry, 'content'>

export type ArchiveEntry =
  | { kind: 'file'; path: string; segments: string[]; size: number; executable: boolean }
  | { kind: 'directory'; path: string; segments: string[] }
  | { kind: 'symbolic-link'; path: string; segments: string[]; target: string }
  | { kind: 'hard-link'; path: string; segments: string[]; target: string; targetSegments: string[] }
  /** belongs to git, not to the module */
  | { kind: 'ignored'; path: string }

/** @throws PackageRefused when the entry is not allowed */
export function readHeader(header: TarHeader, limits: PackageLimits): ArchiveEntry {
  const path = header.name
  const segments = pathSegments(path, path, limits)
  if (segments.some(isGitDirectory)) return { kind: 'ignored', path }
  const entry = readType(header, path, segments, limits)
  if (segments.length === 0 && entry.kind !== 'directory') throw refusal(path, 'an entry without a name')
  return entry
}

function readType(header: TarHeader, path: string, segments: string[], limits: PackageLimits): ArchiveEntry {
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
      return { kind: 'symbolic-link', path, segments, target: linkTarget(header, path, limits) }
    case 'link': {
      const target = linkTarget(header, path, limits)
      return { kind: 'hard-link', path, segments, target, targetSegments: pathSegments(target, path, limits) }
    }
    case 'unknown':
      throw refusal(path, 'an entry of unknown type is not allowed')
    case 'block-device':
    case 'character-device':
    case 'fifo':
      throw refusal(path, `a ${header.type} is not allowed`)
  }
}

/** @param owner the entry that is refused when its path, or the path it links to, is not allowed */
function pathSegments(path: string, owner: string, limits: PackageLimits): string[] {
  if (path.startsWith('/')) throw refusal(owner, 'absolute paths are not allowed')
  if (Buffer.byteLength(path) > limits.pathBytes)
    throw new PackageRefused(`${quoted(owner)}: the path is longer than ${limits.pathBytes} bytes`)
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.length > limits.depth + 1) throw refusal(owner, `more than ${limits.depth} directories deep`)
  for (const segment of segments) {
    const problem = isGitDirectory(segment) ? undefined : nameProblem(segment)
    if (problem !== undefined) throw refusal(owner, problem)
  }
  return segments
}

function linkTarget({ linkname: target }: TarHeader, path: string, { pathBytes }: PackageLimits): string {
  if (target === '') throw refusal(path, 'a link without a target')
  if (Buffer.byteLength(target) > pathBytes) throw refusal(path, `the target of the link is longer than ${pathBytes} bytes`)
  return target
}

function refusal(path: string, problem: string): PackageRefused {
  return new PackageRefused(`${quoted(path)}: ${problem}`, { file: path })
}
