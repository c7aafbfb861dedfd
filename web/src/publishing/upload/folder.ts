// The files that somebody chose or dropped.
import type { PackedFile } from './tar.ts'

/** An archive as it is, or the files of a folder. */
export type Chosen = { kind: 'archive'; name: string; content: Blob } | { kind: 'folder'; name: string; files: PackedFile[] }

/** What no module has in its archive. It can be large, so that it is not even packed. */
const LEFT_OUT = new Set(['.git', '.terraform'])

/** @param files of an input, for one archive or a whole folder @returns undefined when they are neither */
export function chosenFrom(files: readonly File[]): Chosen | undefined {
  const [first] = files
  if (first === undefined) return undefined
  if (first.webkitRelativePath === '') return archiveOf(first)
  const [name = ''] = first.webkitRelativePath.split('/')
  return folder(
    name,
    files.map((file) => ({ path: file.webkitRelativePath.slice(name.length + 1), content: file })),
  )
}

/** @returns undefined when nothing fitting was dropped */
export async function chosenByDrop(items: DataTransferItemList): Promise<Chosen | undefined> {
  // The list is empty once this function waits for something.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const [first] = entries
  if (first === undefined || entries.length > 1) return undefined
  if (first.isFile) return archiveOf(await fileOf(first as FileSystemFileEntry))
  return folder(first.name, await filesIn(first as FileSystemDirectoryEntry, ''))
}

function archiveOf(file: File): Chosen | undefined {
  return /\.(?:tar\.gz|tgz)$/i.test(file.name) ? { kind: 'archive', name: file.name, content: file } : undefined
}

function folder(name: string, files: PackedFile[]): Chosen {
  return { kind: 'folder', name, files: files.filter(({ path }) => path.split('/').every((part) => !LEFT_OUT.has(part))) }
}

async function filesIn(directory: FileSystemDirectoryEntry, path: string): Promise<PackedFile[]> {
  const found: PackedFile[] = []
  for (const entry of await entriesOf(directory)) {
    if (LEFT_OUT.has(entry.name)) continue
    if (entry.isFile) found.push({ path: path + entry.name, content: await fileOf(entry as FileSystemFileEntry) })
    else found.push(...(await filesIn(entry as FileSystemDirectoryEntry, `${path}${entry.name}/`)))
  }
  return found
}

async function entriesOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader()
  const all: FileSystemEntry[] = []
  // It gives a hundred at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

async function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return await new Promise((resolve, reject) => entry.file(resolve, reject))
}
