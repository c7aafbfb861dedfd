// Inspects one directory: selects its files, merges their declarations and builds the result.

import type { Diagnostic, DirectoryInspection, Input, ModuleCall, Output } from './inspection.ts'
import { type LayeredFiles, type Located, type MergedDeclarations, mergeFiles } from './merging.ts'
import { providerOf, providerRequirements } from './provider-requirements.ts'
import type {
  ConfigurationFile,
  FileDiagnostic,
  ModuleCallDeclaration,
  OutputDeclaration,
  VariableDeclaration,
} from './reading/declarations.ts'
import { isConfigurationFile, isOverrideFile, isTofuFile, selectFiles, type View } from './reading/file-selection.ts'
import { LIMITS } from './reading/limits.ts'
import { storableText } from './reading/storable-text.ts'

/**
 * Inspects one directory. Ignores files that are not configuration.
 * @param path relative to the package, empty for its root
 * @param readme the content of the README
 * @param view the tool whose rules select the files; OpenTofu where only `.tofu` files exist
 */
export function inspectDirectory(
  path: string,
  files: readonly ConfigurationFile[],
  readme = '',
  view: View = 'terraform',
): DirectoryInspection {
  const hasTofuFiles = files.some(({ name }) => isConfigurationFile(name) && isTofuFile(name))
  const asked = selectFiles(files, view)
  const onlyTofu = asked.length === 0 && hasTofuFiles
  const chosen = onlyTofu ? selectFiles(files, 'opentofu') : asked
  const diagnostics: Diagnostic[] = chosen.flatMap((file) => file.diagnostics.map((found) => placed(found, inDirectory(path, file.name))))
  const merged = mergeFiles(layered(path, chosen), (diagnostic) => diagnostics.push(diagnostic))
  for (const call of merged.moduleCalls) if (call.source === null) diagnostics.push(missingSource(call))
  return {
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    view: onlyTofu ? 'opentofu' : view,
    readme: storableText(readme),
    empty: Object.values(merged).every((declared) => declared.length === 0),
    hasTofuFiles,
    ...shown(merged),
    diagnostics: limitDiagnostics(diagnostics, path),
  }
}

function inDirectory(path: string, baseName: string): string {
  return path === '' ? baseName : `${path}/${baseName}`
}

function layered(path: string, files: readonly ConfigurationFile[]): LayeredFiles {
  const rename = (file: ConfigurationFile): ConfigurationFile => ({ ...file, name: inDirectory(path, file.name) })
  return {
    base: files.filter(({ name }) => !isOverrideFile(name)).map(rename),
    overrides: files.filter(({ name }) => isOverrideFile(name)).map(rename),
  }
}

function placed({ severity, summary, detail, line, column }: FileDiagnostic, file: string): Diagnostic {
  return { severity, summary, detail, file, line, column }
}

function missingSource({ name, file, line }: Located<ModuleCallDeclaration>): Diagnostic {
  const detail = `The module block "${name}" requires the argument "source".`
  return { severity: 'error', summary: 'Missing required argument', detail, file, line, column: 1 }
}

function shown(merged: MergedDeclarations) {
  return {
    inputs: merged.variables.map(toInput),
    outputs: merged.outputs.map(toOutput),
    resources: merged.resources.map((resource) => {
      const { mode, type, name, file, line } = resource
      return { mode, type, name, provider: providerOf(resource), file, line }
    }),
    moduleCalls: merged.moduleCalls.map(toModuleCall),
    providers: providerRequirements(merged),
    providerConfigurations: merged.providerConfigurations.map(({ name, alias, file, line }) => ({ name, alias, file, line })),
    requiredVersions: merged.requiredVersions.map(({ constraint, file, line }) => ({ constraint, file, line })),
  }
}

function toInput(variable: Located<VariableDeclaration>): Input {
  const { name, type, description, default: value, nullable, sensitive, ephemeral, deprecated, validations, file, line } = variable
  return {
    name,
    type: type ?? '',
    description: description ?? '',
    default: { hasDefault: value !== null, json: value?.json ?? null, source: value?.source ?? null },
    required: value === null,
    nullable: nullable ?? true,
    sensitive: sensitive ?? false,
    ephemeral: ephemeral ?? false,
    const: variable.const ?? false,
    deprecated: deprecated ?? '',
    validations,
    file,
    line,
  }
}

function toOutput({ name, type, description, sensitive, ephemeral, deprecated, file, line }: Located<OutputDeclaration>): Output {
  return {
    name,
    type: type ?? '',
    description: description ?? '',
    sensitive: sensitive ?? false,
    ephemeral: ephemeral ?? false,
    deprecated: deprecated ?? '',
    file,
    line,
  }
}

function toModuleCall({ name, source, version, file, line }: Located<ModuleCallDeclaration>): ModuleCall {
  return { name, source: source ?? '', version: version ?? '', file, line }
}

/** All of them in source order, while they are few. Beyond the limit, errors go before warnings. */
function limitDiagnostics(diagnostics: Diagnostic[], path: string): Diagnostic[] {
  const limit = LIMITS.diagnosticsPerDirectory
  if (diagnostics.length <= limit) return diagnostics
  const errorsFirst = diagnostics.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
  const detail = `${diagnostics.length - limit} more diagnostics are not shown.`
  const closing: Diagnostic = { severity: 'warning', summary: 'Too many diagnostics', detail, file: path, line: 1, column: 1 }
  return [...errorsFirst.slice(0, limit), closing]
}
