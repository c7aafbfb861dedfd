// Inspects one directory: selects its files, merges their declarations and builds the result.

import type { Diagnostic, DirectoryInspection, Input, ModuleCall, Output } from './inspection.ts'
import { limitDiagnostics } from './limit-diagnostics.ts'
import { type LayeredFiles, type Located, type MergedDeclarations, mergeFiles } from './merging.ts'
import { missingArguments, secondRequiredProviders } from './module-rules.ts'
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

/** A directory, and its module calls with what the inspection does not show. */
export interface ReadDirectory {
  inspection: DirectoryInspection
  calls: readonly Located<ModuleCallDeclaration>[]
}

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
  return readDirectory(path, files, readme, view).inspection
}

/** As `inspectDirectory`. */
export function readDirectory(path: string, files: readonly ConfigurationFile[], readme: string, view: View): ReadDirectory {
  const hasTofuFiles = files.some(({ name }) => isConfigurationFile(name) && isTofuFile(name))
  const asked = selectFiles(files, view)
  const onlyTofu = asked.length === 0 && hasTofuFiles
  const chosen = onlyTofu ? selectFiles(files, 'opentofu') : asked
  const diagnostics: Diagnostic[] = chosen.flatMap((file) => file.diagnostics.map((found) => placed(found, inDirectory(path, file.name))))
  const layers = layered(path, chosen)
  const merged = mergeFiles(layers, (diagnostic) => diagnostics.push(diagnostic))
  diagnostics.push(...missingArguments(merged), ...secondRequiredProviders(layers.base))
  const inspection: DirectoryInspection = {
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    view: onlyTofu ? 'opentofu' : view,
    readme: storableText(readme),
    empty: Object.values(merged).every((declared) => declared.length === 0),
    hasTofuFiles,
    ...shown(merged),
    diagnostics: limitDiagnostics(diagnostics, path, LIMITS.diagnosticsPerDirectory),
  }
  return { inspection, calls: merged.moduleCalls }
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

function placed({ severity, summary, detail, line, column, tolerated }: FileDiagnostic, file: string): Diagnostic {
  return { severity, summary, detail, file, line, column, ...(tolerated === undefined ? {} : { tolerated }) }
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
