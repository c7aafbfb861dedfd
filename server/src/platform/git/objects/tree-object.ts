// Parses a git tree object: names, modes and object names of one directory.
import { GitFailure } from '../process/git-failure.ts'

export interface GitTreeEntry {
  /**
   * six octal digits as `git ls-tree` prints them: `100644`, `100755` (executable), `120000` (symlink; the blob holds the target),
   * `040000` (directory), `160000` (submodule); old repositories have others, such as `100664`
   */
  mode: string
  /** one segment, unchecked: a hostile tree may hold `..`, `.git` or `a/b`. Bytes that are not UTF-8 become U+FFFD. */
  name: string
  oid: string
  type: 'blob' | 'tree' | 'commit'
}

const NUL = 0
const SPACE = 32

/** @param oidBytes 20 for SHA-1, 32 for SHA-256 @throws GitFailure `protocol` when it is not a tree */
export function parseTree(content: Buffer, oidBytes: number): GitTreeEntry[] {
  const entries: GitTreeEntry[] = []
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(SPACE, at)
    const nul = content.indexOf(NUL, space)
    const end = nul + 1 + oidBytes
    if (space === -1 || nul === -1 || end > content.length) throw new GitFailure('protocol', 'a tree object in the repository is malformed')
    const mode = content.toString('latin1', at, space).padStart(6, '0')
    entries.push({ mode, name: content.toString('utf8', space + 1, nul), oid: content.toString('hex', nul + 1, end), type: typeOf(mode) })
    at = end
  }
  return entries
}

function typeOf(mode: string): GitTreeEntry['type'] {
  if (mode === '040000') return 'tree'
  return mode === '160000' ? 'commit' : 'blob'
}
