// Reads from a module's tree what is to be inspected, and notices what will surprise whoever installs the module.
import {
  type Diagnostic,
  type DirectoryReader,
  inspectPackage,
  isConfigurationFile,
  isInspectedPath,
  isModulePath,
  isReadmePath,
  isTofuFile,
  type PackageInspection,
  unreadableFile,
} from '../../terraform/index.ts'
import { type ModuleFile, type ModuleTree, type PackageWarning, SubmoduleMissing } from '../package/index.ts'
import { lfsPointers } from './lfs-pointers.ts'
import { type Parse, readSources, splitPath } from './read-sources.ts'

/** Whether there is configuration outside of examples. A link that should lead to some counts. */
export function hasConfiguration({ files, deadLinks }: ModuleTree): boolean {
  const paths = [...files.map(({ path }) => path), ...deadLinks.map(({ file }) => file)]
  return paths.some(isModulePath)
}

/** Whether a directory, if it were in the module, could hold what `hasConfiguration` looks for. */
export function mayHaveConfiguration(directory: string): boolean {
  return isModulePath(`${directory}/module/main.tf`)
}

/**
 * @param readDirectory may remember the directories of another tree
 * @throws SubmoduleMissing when local calls need a git submodule that could not be had
 */
export async function inspectTree(
  { files, warnings, deadLinks }: ModuleTree,
  parse: Parse,
  readDirectory?: DirectoryReader,
): Promise<PackageInspection> {
  const pointers = await lfsPointers(files)
  const [{ read, called, targets }, readmes] = await Promise.all([
    readSources(
      files.filter(({ path }) => !pointers.has(path)),
      parse,
    ),
    readmesOf(files.filter(({ path }) => isReadmePath(path))),
  ])
  const isRead = (path: string) => {
    const { directory, baseName } = splitPath(path)
    return isInspectedPath(path) || (called.has(directory) && isConfigurationFile(baseName))
  }
  const isNeeded = (path: string) => isRead(path) || [...targets].some((target) => target === path || target.startsWith(`${path}/`))
  const needed = missingSubmodules({ warnings, deadLinks }).find(({ file }) => isNeeded(file))
  if (needed !== undefined) throw new SubmoduleMissing(needed.submodule)
  const problems = [...deadLinks, ...[...pointers].map(lfsPointer)]
  const unreadable = problems.filter(({ file }) => isRead(file))
  const unseen = unseenByTerraform(
    [...read.map(({ path }) => path), ...unreadable.map(({ file }) => file)],
    unreadable.map(({ file }) => file),
  )
  const cut = readmes.flatMap((readme) => readme.cut ?? [])
  return inspectPackage({
    files: [...read, ...unreadable.map((problem) => ({ path: problem.file, content: () => withoutContent(problem) }))],
    called,
    readmes: readmes.map(({ path, text }) => ({ path, text: () => text })),
    paths: files.map(({ path }) => path),
    notices: [...warnings, ...problems.filter(({ file }) => !isRead(file) || unseen.has(file)), ...cut].map(notice),
    ...(readDirectory === undefined ? {} : { readDirectory }),
  })
}

/** Of the unreadable files, those of OpenTofu that stand beside files of Terraform: what Terraform reads does not tell of them. */
function unseenByTerraform(read: readonly string[], unreadable: readonly string[]): ReadonlySet<string> {
  const terraforms = new Set(read.filter((path) => !isTofuFile(path)).map((path) => splitPath(path).directory))
  return new Set(unreadable.filter((path) => isTofuFile(path) && terraforms.has(splitPath(path).directory)))
}

/** What is left out because a git submodule could not be had. */
export function missingSubmodules({ warnings, deadLinks }: Pick<ModuleTree, 'warnings' | 'deadLinks'>) {
  return [...warnings, ...deadLinks].flatMap(({ file, submodule }) => (submodule === undefined ? [] : [{ file, submodule }]))
}

function withoutContent(problem: PackageWarning) {
  return unreadableFile(splitPath(problem.file).baseName, problem)
}

function lfsPointer(file: string): PackageWarning {
  const detail = 'This file is in Git LFS. The archive has the pointer to it, and not its content.'
  return { file, summary: 'Git LFS pointer', detail }
}

function notice({ file, summary, detail }: PackageWarning): Diagnostic {
  return { severity: 'warning', summary, detail, file, line: 1, column: 1 }
}

interface Readme {
  path: string
  text: string
  /** when it was too long */
  cut?: PackageWarning
}

const MAX_README = 1024 * 1024

/** Reads the large ones one after the other, because there may be many. */
async function readmesOf(files: readonly ModuleFile[]): Promise<Readme[]> {
  const small = await contentsOf(files.filter(({ size }) => size <= MAX_README))
  const readmes: Readme[] = small.map(({ path, content }) => ({ path, text: content.toString('utf8') }))
  for (const file of files.filter(({ size }) => size > MAX_README)) {
    const { path, size } = file
    const detail = `It has ${size} bytes, of which the first ${MAX_README} are shown. The archive has the whole file.`
    const text = `${beginning(await file.read())}\n\n---\n\nThis README is cut here. The whole file has ${size} bytes.\n`
    readmes.push({ path, text, cut: { file: path, summary: 'README cut', detail } })
  }
  return readmes
}

/** Not in the middle of a character. */
function beginning(content: Buffer): string {
  let end = MAX_README
  while (end > 0 && ((content[end] ?? 0) & 0xc0) === 0x80) end--
  return content.toString('utf8', 0, end)
}

function contentsOf(files: readonly ModuleFile[]): Promise<{ path: string; content: Buffer }[]> {
  return Promise.all(files.map(async (file) => ({ path: file.path, content: await file.read() })))
}
