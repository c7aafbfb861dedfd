// Most directories are the same in the next version of a module. They are inspected once.
import { type ReadDirectory, readDirectory } from './inspect-directory.ts'
import type { ConfigurationFile } from './reading/declarations.ts'

export type DirectoryReader = typeof readDirectory

interface Known {
  files: readonly ConfigurationFile[]
  readme: string
  directory: ReadDirectory
}

/**
 * Reads a directory that is the same as in the last package only once. Files are the same when they are the same objects.
 * @param maxBytes of files to remember what was read from
 */
export function createRememberingReader(maxBytes: number): DirectoryReader {
  const known = new Map<string, Known>()
  let bytes = 0
  return (path, files, readme, view) => {
    const key = `${view}:${path}`
    const last = known.get(key)
    if (last !== undefined && last.readme === readme && areSame(last.files, files)) return last.directory
    const directory = readDirectory(path, files, readme, view)
    const size = files.reduce((sum, file) => sum + file.size, readme.length)
    bytes += size
    if (bytes > maxBytes) {
      known.clear()
      bytes = size
    }
    known.set(key, { files, readme, directory })
    return directory
  }
}

function areSame(some: readonly ConfigurationFile[], others: readonly ConfigurationFile[]): boolean {
  return some.length === others.length && some.every((file, index) => file === others[index])
}
