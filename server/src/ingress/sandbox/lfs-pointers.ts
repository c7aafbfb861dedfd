// Git LFS keeps large files elsewhere. A repository has a short text in their place, which names them.
import type { ModuleFile } from '../package/index.ts'

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md; the second is that of its first releases. */
const POINTER = /^version https:\/\/(?:git-lfs\.github|hawser\.github)\.com\/spec\/v1\n/
/** The specification says so. A version line alone has 43 bytes, and is followed by a hash. */
const MAX_POINTER_BYTES = 1023
const MIN_POINTER_BYTES = 100

/** @returns the paths of files that are pointers */
export async function lfsPointers(files: readonly ModuleFile[]): Promise<Set<string>> {
  const candidates = files.filter(({ size }) => size >= MIN_POINTER_BYTES && size <= MAX_POINTER_BYTES)
  const found = await Promise.all(candidates.map(async (file) => (POINTER.test((await file.read()).toString('latin1')) ? [file.path] : [])))
  return new Set(found.flat())
}
