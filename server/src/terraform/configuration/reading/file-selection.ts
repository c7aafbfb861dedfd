// Selects the files of a directory that Terraform and OpenTofu read as configuration, in their order.

/** Terraform ignores `.tofu` files; OpenTofu reads them, and `x.tofu` instead of `x.tf`. */
export type View = 'terraform' | 'opentofu'

const EXTENSIONS = ['.tf', '.tf.json', '.tofu', '.tofu.json'] as const

function extensionOf(baseName: string): (typeof EXTENSIONS)[number] | undefined {
  return EXTENSIONS.find((extension) => baseName.endsWith(extension))
}

/** Whether the name is that of a configuration file. Editor files (`.x.tf`, `x.tf~`, `#x.tf#`) and tests (`.tftest.hcl`) are not. */
export function isConfigurationFile(baseName: string): boolean {
  if (baseName.startsWith('.') || baseName.endsWith('~') || (baseName.startsWith('#') && baseName.endsWith('#'))) return false
  return extensionOf(baseName) !== undefined
}

/** The syntax that the file name implies. With the content, it determines the result of `readConfigurationFile`. */
export function configurationSyntax(baseName: string): 'native' | 'json' {
  return baseName.endsWith('.json') ? 'json' : 'native'
}

/** Whether OpenTofu alone reads the file. */
export function isTofuFile(baseName: string): boolean {
  return extensionOf(baseName)?.startsWith('.tofu') === true
}

/** Whether the file is an override file (`override.tf`, `x_override.tf`). */
export function isOverrideFile(baseName: string): boolean {
  const stem = stemOf(baseName)
  return stem === 'override' || stem.endsWith('_override')
}

function stemOf(baseName: string): string {
  return baseName.slice(0, baseName.length - (extensionOf(baseName)?.length ?? 0))
}

/** The files that Terraform or OpenTofu reads, sorted by name, as both tools process them. */
export function selectFiles<T extends { name: string }>(files: readonly T[], view: View): T[] {
  const names = new Set(files.map((file) => file.name))
  const chosen = files.filter(({ name }) => {
    if (!isConfigurationFile(name)) return false
    if (view === 'terraform') return !isTofuFile(name)
    return isTofuFile(name) || !names.has(stemOf(name) + (name.endsWith('.json') ? '.tofu.json' : '.tofu'))
  })
  return chosen.toSorted((a, b) => byText(a.name, b.name))
}

/** Orders by UTF-16 code units, independent of the locale. */
export function byText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
