// Reads the configuration that Terraform would: the root, submodules and examples, and whatever these call by path.
import { type ConfigurationFile, calledDirectories, isConfigurationFile, isInspectedPath, LIMITS } from '../../terraform/index.ts'
import { type ModuleFile, PackageRefused } from '../package/index.ts'

export type Parse = (name: string, content: Buffer) => ConfigurationFile

export interface Source {
  path: string
  /** parses it once */
  content(): ConfigurationFile
}

export interface Sources {
  read: Source[]
  /** directories besides the root, submodules and examples */
  called: Set<string>
  /** what local calls name, whether it exists or not */
  targets: Set<string>
}

/** They are all in memory at a time. */
const MAX_CONFIGURATION = 64 * 1024 * 1024

/**
 * Calls are followed within the limits of an inspection, which reports what goes beyond.
 * @throws PackageRefused when there is more than fits into memory
 */
export async function readSources(files: readonly ModuleFile[], parse: Parse): Promise<Sources> {
  const configuration = files.filter(({ path }) => isConfigurationFile(splitPath(path).baseName))
  const byDirectory = Map.groupBy(configuration, ({ path }) => splitPath(path).directory)
  const sources: Sources = { read: [], called: new Set(), targets: new Set() }
  let next = configuration.filter(({ path }) => isInspectedPath(path))
  const seen = new Set(next.map(({ path }) => splitPath(path).directory))
  let bytes = 0
  while (next.length > 0) {
    bytes += next.reduce((sum, { size }) => sum + size, 0)
    if (bytes > MAX_CONFIGURATION)
      throw new PackageRefused(`the files of Terraform configuration are larger than ${MAX_CONFIGURATION} bytes together`)
    const found = await Promise.all(next.map((file) => readSource(file, parse)))
    sources.read.push(...found)
    if (bytes > LIMITS.packageBytes || sources.read.length > LIMITS.packageFiles) break
    const targets = new Set(found.flatMap(({ path, content }) => calledDirectories(splitPath(path).directory, content())))
    for (const target of targets) sources.targets.add(target)
    const added = [...targets].filter((directory) => !seen.has(directory) && byDirectory.has(directory))
    for (const directory of added) {
      seen.add(directory)
      sources.called.add(directory)
    }
    next = added.flatMap((directory) => byDirectory.get(directory) ?? [])
  }
  return sources
}

async function readSource(source: ModuleFile, parse: Parse): Promise<Source> {
  const bytes = await source.read()
  const { path } = source
  let file: ConfigurationFile | undefined
  return { path, content: () => (file ??= parse(splitPath(path).baseName, bytes)) }
}

export function splitPath(path: string): { directory: string; baseName: string } {
  const slash = path.lastIndexOf('/')
  return { directory: path.slice(0, Math.max(slash, 0)), baseName: path.slice(slash + 1) }
}
