// Calls of modules in the same package: whether clients find the directory, and whether the arguments fit its variables.
import { type ConfigurationFile, type Diagnostic, type DirectoryInspection, isRefusal, type ReadDirectory } from './configuration/index.ts'
import { LIMITS } from './configuration/reading/limits.ts'

/** Of the whole package. */
export interface PackageDirectories {
  /** every directory that has files; the empty path is the root */
  present: ReadonlySet<string>
  /** what was left out, and why */
  notices: readonly Diagnostic[]
  /** by path */
  callees: ReadonlyMap<string, Callee>
}

/** What a call of a module must fit. */
export interface Callee {
  view: DirectoryInspection['view']
  isReadable: boolean
  variables: ReadonlySet<string>
  required: readonly string[]
}

export function calleeOf({ view, diagnostics, inputs }: DirectoryInspection): Callee {
  return {
    view,
    isReadable: !diagnostics.some(isRefusal),
    variables: new Set(inputs.map(({ name }) => name)),
    required: inputs.filter(({ required }) => required).map(({ name }) => name),
  }
}

type Call = ReadDirectory['calls'][number]

export function directoriesOf(paths: Iterable<string>): Set<string> {
  const directories = new Set([''])
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const directory = path.slice(0, at)
      if (directories.has(directory)) break
      directories.add(directory)
    }
  }
  return directories
}

/** @returns the directories that a file calls by path, relative to the package */
export function calledDirectories(directory: string, { declarations }: ConfigurationFile): string[] {
  return declarations.moduleCalls.flatMap(({ source }) => (source !== null && isPath(source) ? (resolve(directory, source) ?? []) : []))
}

/** @returns what keeps clients from installing or using the modules that the directory calls by path */
export function checkLocalCalls({ inspection, calls }: ReadDirectory, directories: PackageDirectories): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const call of calls) {
    if (found.length > LIMITS.diagnosticsPerDirectory) break
    found.push(...checkCall(call, inspection, directories))
  }
  return found
}

function checkCall(call: Call, { path, view }: DirectoryInspection, { present, notices, callees }: PackageDirectories): Diagnostic[] {
  const { source } = call
  if (source === null || !isPath(source)) return []
  const target = resolve(path, source)
  if (target === undefined) return [outside(call, source)]
  if (!present.has(target)) return [notFound(call, target, notices)]
  const callee = callees.get(target)
  return callee?.isReadable === true && callee.view === view ? checkArguments(call, target, callee) : []
}

function isPath(source: string): boolean {
  return /^\.\.?\//.test(source)
}

/** @returns undefined when the source leads out of the package */
function resolve(from: string, source: string): string | undefined {
  const segments = from === '' ? [] : from.split('/')
  for (const segment of source.split('/')) {
    if (segment === '..') {
      if (segments.pop() === undefined) return undefined
    } else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return segments.join('/')
}

function outside(call: Call, source: string): Diagnostic {
  const detail = `The source ${quoted(source)} leads out of the module. Its archive has nothing from beside it, so no client can install it.`
  return finding(call, 'Module source outside of the module', detail)
}

function notFound(call: Call, target: string, notices: readonly Diagnostic[]): Diagnostic {
  const cause = notices.find(({ file }) => target === file || target.startsWith(`${file}/`))
  const why = cause === undefined ? '' : ` ${cause.detail}`
  const detail = `The module has no directory ${quoted(target)}, so no client can install it.${why}`
  return finding(call, 'Module source not found', detail)
}

function checkArguments(call: Call, target: string, { variables, required }: Callee): Diagnostic[] {
  const given = new Set(call.inputs.map(({ name }) => name))
  const unknown = call.inputs.filter(({ name }) => !variables.has(name))
  const missing = required.filter((name) => !given.has(name))
  const place = target === '' ? 'the root' : quoted(target)
  return [
    ...unknown.map(({ name, line }) =>
      finding({ ...call, line }, 'Unsupported argument', `The module in ${place} has no variable ${quoted(name)}.`),
    ),
    ...missing.map((name) => finding(call, 'Missing required argument', `The module in ${place} requires the variable ${quoted(name)}.`)),
  ]
}

function finding({ name, file, line }: Call, summary: string, detail: string): Diagnostic {
  return { severity: 'error', summary, detail: `Module "${name.slice(0, 80)}": ${detail}`, file, line, column: 1, tolerated: true }
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200))
}
