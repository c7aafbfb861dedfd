import type { ModuleFile, PackageWarning } from './module-tree.ts'
import { quoted } from './package-refused.ts'

/** Files and directories that collide where file systems ignore case (macOS, Windows). Elsewhere they work. */
export function caseWarnings(files: readonly Pick<ModuleFile, 'path'>[]): PackageWarning[] {
  const paths = new Set(files.flatMap(({ path }) => [...ancestors(path), path]))
  const firstOf = new Map<string, string>()
  const warnings: PackageWarning[] = []
  for (const path of paths) {
    const folded = path.normalize('NFC').toLowerCase()
    const other = firstOf.get(folded)
    if (other === undefined) firstOf.set(folded, path)
    else warnings.push({ file: path, summary: 'Names differ only in case', detail: collision(path, other) })
  }
  return warnings
}

function* ancestors(path: string): Generator<string> {
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) yield path.slice(0, at)
}

function collision(path: string, other: string): string {
  return `${quoted(path)} differs from ${quoted(other)} only in case. Where case is ignored, as on macOS and Windows, only one of them remains.`
}
