// The files of a version as the rows of a tree, from their paths alone.

export interface TreeRow {
  path: string
  /** without its directory */
  name: string
  /** from 1 */
  level: number
  isDirectory: boolean
  isOpen: boolean
}

interface Folder {
  folders: Map<string, Folder>
  files: string[]
}

/** @param open paths of the directories whose content is shown */
export function treeRows(paths: readonly string[], open: ReadonlySet<string>): TreeRow[] {
  return rowsOf(folderOf(paths), '', 1, open)
}

/** Of a file or directory, the outermost first. */
export function directoriesAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

function folderOf(paths: readonly string[]): Folder {
  const root: Folder = { folders: new Map(), files: [] }
  for (const path of paths) {
    const parts = path.split('/')
    let folder = root
    for (const part of parts.slice(0, -1)) {
      const inner = folder.folders.get(part) ?? { folders: new Map(), files: [] }
      folder.folders.set(part, inner)
      folder = inner
    }
    folder.files.push(parts.at(-1) ?? '')
  }
  return root
}

/** Directories before files, each by name. */
function rowsOf({ folders, files }: Folder, prefix: string, level: number, open: ReadonlySet<string>): TreeRow[] {
  const directories = [...folders].toSorted(([one], [other]) => byName(one, other))
  const inside = directories.flatMap(([name, folder]) => {
    const path = prefix + name
    const isOpen = open.has(path)
    const row = { path, name, level, isDirectory: true, isOpen }
    return isOpen ? [row, ...rowsOf(folder, `${path}/`, level + 1, open)] : [row]
  })
  const own = files.toSorted(byName).map((name) => ({ path: prefix + name, name, level, isDirectory: false, isOpen: false }))
  return [...inside, ...own]
}

function byName(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}
