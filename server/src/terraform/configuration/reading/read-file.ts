// Reads the declarations of one file. Any bytes give declarations and diagnostics, never an exception.
import { decodeSource, evaluationBudget, parseJsonSyntax, parseNativeSyntax, SourceText, type SyntaxDiagnostic } from '../../hcl/index.ts'
import { type ConfigurationFile, countDeclarations, type Declarations, type FileDiagnostic, noDeclarations } from './declarations.ts'
import { configurationSyntax } from './file-selection.ts'
import { jsonBody } from './json-body.ts'
import { LIMITS } from './limits.ts'
import { nativeBody } from './native-body.ts'
import { readProviderConfigurations, readRequiredProviders, readRequiredVersions } from './providers-and-versions.ts'
import { readModuleCalls, readResources } from './resources-and-modules.ts'
import type { FileContext, SourceBody } from './source-body.ts'
import { storable } from './storable-text.ts'
import { readOutputs, readVariables } from './variables-and-outputs.ts'

/**
 * Parses one configuration file. Pure; never throws; takes linear time. The result is plain JSON. Apart from `name`, it depends only
 * on the bytes and on `configurationSyntax(name)`, so it can be cached by content.
 * @param name the base name, which decides between native and JSON syntax
 */
export function readConfigurationFile(name: string, bytes: Uint8Array): ConfigurationFile {
  const file: ConfigurationFile = { name, size: bytes.byteLength, declarations: noDeclarations(), diagnostics: [] }
  if (bytes.byteLength > LIMITS.fileBytes) {
    const detail = `The file has ${bytes.byteLength} bytes, which exceeds the limit of ${LIMITS.fileBytes}.`
    return { ...file, diagnostics: [{ severity: 'error', summary: 'File too large', detail, line: 1, column: 1 }] }
  }
  try {
    return readDecoded(file, bytes)
  } catch (error) {
    const detail = `The file could not be read: ${error instanceof Error ? error.message : String(error)}.`
    return { ...file, diagnostics: [{ severity: 'error', summary: 'Unreadable file', detail, line: 1, column: 1 }] }
  }
}

function readDecoded(file: ConfigurationFile, bytes: Uint8Array): ConfigurationFile {
  const { text, valid } = decodeSource(bytes)
  const source = new SourceText(text)
  const diagnostics: FileDiagnostic[] = []
  const report: FileContext['report'] = (offset, finding) => {
    if (diagnostics.length < LIMITS.diagnosticsPerFile) diagnostics.push({ ...finding, ...source.position(offset) })
  }
  const context: FileContext = { source, budget: evaluationBudget(text.length), report }
  if (!valid) {
    const detail = 'Configuration files must be UTF-8. Invalid bytes were replaced with U+FFFD.'
    report(Math.max(text.indexOf('\uFFFD'), 0), { severity: 'error', summary: 'Invalid UTF-8', detail })
  }
  const root = parseRoot(file.name, source, context, diagnostics)
  const declarations = root === undefined ? noDeclarations() : readWithinLimit(root, context)
  const result = { ...file, declarations, diagnostics: diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column) }
  return mayHoldUnstorableText(text) ? storable(result) : result
}

function parseRoot(name: string, source: SourceText, context: FileContext, diagnostics: FileDiagnostic[]): SourceBody | undefined {
  if (configurationSyntax(name) === 'native') {
    const parsed = parseNativeSyntax(source)
    diagnostics.push(...parsed.diagnostics.map(fromSyntax))
    return nativeBody(parsed.body, context)
  }
  const { root, diagnostics: found } = parseJsonSyntax(source)
  diagnostics.push(...found.map(fromSyntax))
  if (root === undefined) return undefined
  return jsonBody(root.type === 'array' ? (root.children ?? []) : [root], context)
}

/** Syntax of Terraform 0.11 gives warnings, because old tags must stay usable. */
function fromSyntax({ code, summary, detail, line, column }: SyntaxDiagnostic): FileDiagnostic {
  return { severity: code === 'legacy_syntax' ? 'warning' : 'error', summary, detail, line, column }
}

function readWithinLimit(root: SourceBody, context: FileContext): Declarations {
  const declarations = readDeclarations(root, context)
  if (countDeclarations(declarations) <= LIMITS.fileDeclarations) return declarations
  const detail = `A file may have at most ${LIMITS.fileDeclarations} declarations. This file was skipped.`
  context.report(0, { severity: 'error', summary: 'Too many declarations', detail })
  return noDeclarations()
}

function readDeclarations(root: SourceBody, context: FileContext): Declarations {
  return {
    variables: readVariables(root, context),
    outputs: readOutputs(root, context),
    resources: readResources(root, context),
    moduleCalls: readModuleCalls(root, context),
    providerConfigurations: readProviderConfigurations(root, context),
    requiredProviders: readRequiredProviders(root, context),
    requiredVersions: readRequiredVersions(root, context),
  }
}

/** Valid UTF-8 has no lone surrogates, but escapes can produce them, and NUL. */
const UNSTORABLE = /\0|\\[uU](?:0000|[dD][89a-fA-F])/

function mayHoldUnstorableText(text: string): boolean {
  return UNSTORABLE.test(text)
}
