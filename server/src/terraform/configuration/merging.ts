// Merges the declarations of files into those of their directory. It reports duplicates, and merges overrides argument by argument as
// Terraform does (https://developer.hashicorp.com/terraform/language/files/override). An overridden block keeps its base's position.

import type { Diagnostic } from './inspection.ts'
import { type MergeRules, MODULE_CALLS, OUTPUTS, PROVIDER_CONFIGURATIONS, REQUIRED_PROVIDERS, RESOURCES, VARIABLES } from './merge-rules.ts'
import type { ConfigurationFile, Declarations, RequiredVersionDeclaration } from './reading/declarations.ts'

/** A declaration and its file. */
export type Located<T> = T & { file: string }

export type MergedDeclarations = { [Kind in keyof Declarations]: Located<Declarations[Kind][number]>[] }

/** The files of one directory, sorted by name. Their names become `file`. */
export interface LayeredFiles {
  base: readonly ConfigurationFile[]
  overrides: readonly ConfigurationFile[]
}

type Report = (diagnostic: Diagnostic) => void

export function mergeFiles(files: LayeredFiles, report: Report): MergedDeclarations {
  const merge = <T extends { line: number }>(list: (declarations: Declarations) => T[], rules: MergeRules<T>): Located<T>[] =>
    mergeKind({ base: located(files.base, list), overrides: located(files.overrides, list) }, rules, report)
  return {
    variables: merge((declarations) => declarations.variables, VARIABLES),
    outputs: merge((declarations) => declarations.outputs, OUTPUTS),
    resources: merge((declarations) => declarations.resources, RESOURCES),
    moduleCalls: merge((declarations) => declarations.moduleCalls, MODULE_CALLS),
    providerConfigurations: merge((declarations) => declarations.providerConfigurations, PROVIDER_CONFIGURATIONS),
    requiredProviders: merge((declarations) => declarations.requiredProviders, REQUIRED_PROVIDERS),
    requiredVersions: mergeRequiredVersions(files),
  }
}

function located<T>(files: readonly ConfigurationFile[], list: (declarations: Declarations) => T[]): Located<T>[] {
  return files.flatMap((file) => list(file.declarations).map((declaration) => ({ ...declaration, file: file.name })))
}

function mergeKind<T extends { line: number }>(
  { base, overrides }: { base: Located<T>[]; overrides: Located<T>[] },
  rules: MergeRules<T>,
  report: Report,
): Located<T>[] {
  const merged = new Map<string, Located<T>>()
  for (const declaration of base) {
    const key = rules.key(declaration)
    const earlier = merged.get(key)
    if (earlier === undefined) merged.set(key, declaration)
    else {
      report(duplicate(rules.title(declaration), declaration, earlier, rules.combine !== undefined))
      if (rules.combine !== undefined) merged.set(key, { ...rules.combine(earlier, declaration), file: earlier.file })
    }
  }
  for (const override of overrides) {
    const key = rules.key(override)
    const existing = merged.get(key)
    if (existing !== undefined) merged.set(key, { ...existing, ...rules.override(existing, override) })
    else {
      if (!rules.addsMissing(override)) report(withoutBase(rules.title(override), override))
      merged.set(key, override)
    }
  }
  return [...merged.values()]
}

function duplicate(title: string, at: Located<{ line: number }>, earlier: Located<{ line: number }>, combined: boolean): Diagnostic {
  const detail = `It was already declared at ${earlier.file}:${earlier.line}.`
  return { severity: combined ? 'warning' : 'error', summary: `Duplicate ${title}`, detail, file: at.file, line: at.line, column: 1 }
}

function withoutBase(title: string, at: Located<{ line: number }>): Diagnostic {
  const detail = 'An override file can only override declarations of other files.'
  return { severity: 'error', summary: `Missing base declaration to override: ${title}`, detail, file: at.file, line: at.line, column: 1 }
}

/** Each override file with constraints replaces all earlier ones. */
function mergeRequiredVersions({ base, overrides }: LayeredFiles): Located<RequiredVersionDeclaration>[] {
  const last = overrides.findLast((file) => file.declarations.requiredVersions.length > 0)
  return located(last === undefined ? base : [last], (declarations) => declarations.requiredVersions)
}
