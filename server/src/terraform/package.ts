// A module package: its root, and the submodules and examples below `modules` and `examples`.

import {
  type ConfigurationFile,
  countDeclarations,
  type Diagnostic,
  type DirectoryInspection,
  type DirectoryReader,
  isConfigurationFile,
  isTofuFile,
  limitDiagnostics,
  readDirectory,
  storableText,
  type View,
} from './configuration/index.ts'
import { byText } from './configuration/reading/file-selection.ts'
import { LIMITS } from './configuration/reading/limits.ts'
import { calleeOf, checkLocalCalls, directoriesOf } from './local-calls.ts'

/** A configuration file of the package. `content` is called at most once, and never beyond the limits. */
export interface PackageFile {
  /** Relative to the package, with `/`: `main.tf`, `modules/x/main.tf`. */
  path: string
  content(): ConfigurationFile
}

/** A README of the package. `text` is called only for the README that a directory shows. */
export interface PackageReadme {
  path: string
  text(): string
}

export interface PackageContents {
  files: Iterable<PackageFile>
  readmes?: Iterable<PackageReadme>
  /** Directories that are not listed, and that others call by path: see `calledDirectories`. */
  called?: ReadonlySet<string>
  /** Of every file, to tell which directories there are. Without them, calls by path are not checked. */
  paths?: Iterable<string>
  /** What was noticed before: files that are left out or will surprise. */
  notices?: readonly Diagnostic[]
  /** may remember the directories of another package */
  readDirectory?: DirectoryReader
}

/** The directories of a package as Terraform or OpenTofu reads them. */
export interface PackageView {
  root: DirectoryInspection
  submodules: DirectoryInspection[]
  examples: DirectoryInspection[]
  /** Those of all directories, and of the package itself. */
  diagnostics: Diagnostic[]
}

export interface PackageInspection extends PackageView {
  hasTofuFiles: boolean
  /** OpenTofu's view when the package has a `.tofu` file; null otherwise. */
  tofu: PackageView | null
}

interface Directory {
  path: string
  files: ConfigurationFile[]
  readme: string
}

/**
 * Whether the inspection reads this file: configuration in the root, or in a directory below `modules` or `examples`.
 * @param path relative to the package
 */
export function isInspectedPath(path: string): boolean {
  const { directory, baseName } = splitPath(path)
  return isInspectedDirectory(directory) && isConfigurationFile(baseName)
}

/** Whether a package with this file is a module: an example alone is none. */
export function isModulePath(path: string): boolean {
  return isInspectedPath(path) && !path.startsWith('examples/')
}

/** @param place where a module was expected, such as a directory; empty for the root of the repository */
export function noConfigurationIn(place: string): string {
  return `there is no Terraform configuration (*.tf) in ${place || 'the root of the repository'}`
}

/** Whether this file is the README of an inspected directory. */
export function isReadmePath(path: string): boolean {
  const { directory, baseName } = splitPath(path)
  return isInspectedDirectory(directory) && readmeRank(baseName) !== undefined
}

/** Inspects a package. Pure and deterministic; the order of the files does not matter. The result is plain JSON. */
export function inspectPackage(contents: PackageContents): PackageInspection {
  const { files, readmes = [], called, paths, notices = [] } = contents
  const diagnostics = limitDiagnostics(notices, '', LIMITS.diagnosticsPerDirectory)
  const directories = gatherDirectories(readWithinLimits(inspected(files, called), diagnostics), readmes)
  const hasTofuFiles = directories.some((directory) => directory.files.some(({ name }) => isTofuFile(name)))
  const whole: Whole = { directories, diagnostics, present: paths && directoriesOf(paths), read: contents.readDirectory ?? readDirectory }
  return {
    ...viewPackage(whole, 'terraform'),
    hasTofuFiles,
    tofu: hasTofuFiles ? viewPackage(whole, 'opentofu') : null,
  }
}

interface Whole {
  directories: readonly Directory[]
  /** of the package itself */
  diagnostics: readonly Diagnostic[]
  /** directories that have files */
  present: ReadonlySet<string> | undefined
  read: DirectoryReader
}

function inspected(files: Iterable<PackageFile>, called: ReadonlySet<string> = new Set()): PackageFile[] {
  return [...files].filter(({ path }) => {
    const { directory, baseName } = splitPath(path)
    return (isInspectedDirectory(directory) || called.has(directory)) && isConfigurationFile(baseName)
  })
}

function readWithinLimits(files: readonly PackageFile[], diagnostics: Diagnostic[]): Map<string, ConfigurationFile> {
  const sorted = files.toSorted((a, b) => byText(a.path, b.path))
  const read = new Map<string, ConfigurationFile>()
  const sum = { files: 0, bytes: 0, declarations: 0 }
  for (const entry of sorted) {
    sum.files++
    const file = sum.files > LIMITS.packageFiles ? undefined : entry.content()
    sum.bytes += file?.size ?? 0
    sum.declarations += file === undefined ? 0 : countDeclarations(file.declarations)
    if (file === undefined || sum.bytes > LIMITS.packageBytes || sum.declarations > LIMITS.packageDeclarations) {
      diagnostics.push(tooLarge(sorted.length - read.size))
      break
    }
    const { baseName } = splitPath(entry.path)
    read.set(entry.path, file.name === baseName ? file : { ...file, name: baseName })
  }
  return read
}

function tooLarge(skipped: number): Diagnostic {
  const { packageFiles, packageBytes, packageDeclarations } = LIMITS
  const limits = `${packageFiles} files, ${packageBytes} bytes and ${packageDeclarations} declarations`
  const detail = `The limits are ${limits} of configuration. ${skipped} files were skipped.`
  return { severity: 'error', summary: 'Package too large', detail, file: '', line: 1, column: 1 }
}

/** The root always, other directories only when they have configuration. Sorted by path. */
function gatherDirectories(files: Map<string, ConfigurationFile>, readmes: Iterable<PackageReadme>): Directory[] {
  const directories = new Map<string, Directory>([['', { path: '', files: [], readme: '' }]])
  for (const [path, file] of files) {
    const { directory } = splitPath(path)
    const existing = directories.get(directory)
    if (existing === undefined) directories.set(directory, { path: directory, files: [file], readme: '' })
    else existing.files.push(file)
  }
  for (const [path, readme] of chooseReadmes(readmes)) {
    const directory = directories.get(path)
    if (directory !== undefined) directory.readme = storableText(readme.text())
  }
  return [...directories.values()].toSorted((a, b) => byText(a.path, b.path))
}

function chooseReadmes(readmes: Iterable<PackageReadme>): Map<string, PackageReadme> {
  const ranked = [...readmes].flatMap((readme) => {
    const { directory, baseName } = splitPath(readme.path)
    const rank = readmeRank(baseName)
    return rank === undefined ? [] : [{ directory, rank, readme }]
  })
  const worstFirst = ranked.toSorted((a, b) => b.rank - a.rank || byText(b.readme.path, a.readme.path))
  return new Map(worstFirst.map(({ directory, readme }) => [directory, readme]))
}

/** @param paths of a package @returns the one that the directory shows as its README */
export function readmePath(paths: readonly string[], directory: string): string | undefined {
  const readmes = paths.map((path) => ({ path, text: () => '' })).filter(({ path }) => splitPath(path).directory === directory)
  return chooseReadmes(readmes).get(directory)?.path
}

const README_NAMES = ['readme.md', 'readme.markdown', 'readme.txt', 'readme']

/** Lower is better. @returns undefined when the name is not one of a README */
function readmeRank(baseName: string): number | undefined {
  const rank = README_NAMES.indexOf(baseName.toLowerCase())
  return rank === -1 ? undefined : rank
}

function viewPackage(whole: Whole, view: View): PackageView {
  const inspections = inspectDirectories(whole, view)
  const [root, ...others] = inspections
  return {
    root: root ?? whole.read('', [], '', view).inspection,
    submodules: others.filter(({ path }) => path.startsWith('modules/')),
    examples: others.filter(({ path }) => path.startsWith('examples/')),
    diagnostics: [...whole.diagnostics, ...inspections.flatMap(({ diagnostics }) => diagnostics)],
  }
}

function inspectDirectories({ directories, diagnostics: notices, present, read: readOne }: Whole, view: View): DirectoryInspection[] {
  const read = directories.map(({ path, files, readme }) => readOne(path, files, readme, view))
  if (present === undefined) return read.map(({ inspection }) => inspection)
  const callees = new Map(read.map(({ inspection }) => [inspection.path, calleeOf(inspection)]))
  return read.map((directory) => {
    const { inspection } = directory
    const findings = checkLocalCalls(directory, { present, notices, callees })
    if (findings.length === 0) return inspection
    const diagnostics = limitDiagnostics([...inspection.diagnostics, ...findings], inspection.path, LIMITS.diagnosticsPerDirectory)
    return { ...inspection, diagnostics }
  })
}

function splitPath(path: string): { directory: string; baseName: string } {
  const slash = path.lastIndexOf('/')
  return { directory: path.slice(0, Math.max(slash, 0)), baseName: path.slice(slash + 1) }
}

/** The root, and every level below `modules` and `examples`. */
function isInspectedDirectory(directory: string): boolean {
  return directory === '' || /^(?:modules|examples)\//.test(directory)
}
