// Reads the declarations of one file. Any bytes give declarations and diagnostics, never an exception.
import { decodeSource, evaluationBudget, parseJsonSyntax, parseNativeSyntax, SourceText, type SyntaxDiagnostic } from '../../hcl/index.ts'
import {
  type ConfigurationFile,
  countDeclarations,
  type Declarations,
  type FileDiagnostic,
  noDeclarations,
  type RequiredProviderDeclaration,
} from './declarations.ts'
import { configurationSyntax } from './file-selection.ts'
import { jsonBody } from './json-body.ts'
import { checkContent, FILE } from './known-content.ts'
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
  const size = bytes.byteLength
  if (size > LIMITS.fileBytes) {
    const detail = `The file has ${size} bytes, which exceeds the limit of ${LIMITS.fileBytes}.`
    return { ...unreadableFile(name, { summary: 'File too large', detail }), size }
  }
  try {
    return readDecoded({ ...emptyFile(name), size }, bytes)
  } catch (error) {
    const detail = `The file could not be read: ${error instanceof Error ? error.message : String(error)}.`
    return { ...unreadableFile(name, { summary: 'Unreadable file', detail }), size }
  }
}

/** A file without content to read. It declares nothing, and the error says why. */
export function unreadableFile(name: string, { summary, detail }: Pick<FileDiagnostic, 'summary' | 'detail'>): ConfigurationFile {
  return { ...emptyFile(name), diagnostics: [{ severity: 'error', summary, detail, line: 1, column: 1 }] }
}

function emptyFile(name: string): ConfigurationFile {
  return { name, size: 0, declarations: noDeclarations(), requiredProvidersBlocks: [], diagnostics: [] }
}

function readDecoded(file: ConfigurationFile, bytes: Uint8Array): ConfigurationFile {
  const { text, valid } = decodeSource(bytes)
  const source = new SourceText(text)
  const diagnostics: FileDiagnostic[] = []
  // Apart, so that they cannot use up the room of errors that matter more.
  const tolerated: FileDiagnostic[] = []
  const report: FileContext['report'] = (offset, finding) => {
    if (diagnostics.length < LIMITS.diagnosticsPerFile) diagnostics.push({ ...finding, ...source.position(offset) })
  }
  const tolerate: FileContext['tolerate'] = (offset, finding) => {
    if (context.isBroken || tolerated.length >= LIMITS.diagnosticsPerFile) return
    tolerated.push({ severity: 'error', ...finding, ...source.position(offset), tolerated: true })
  }
  const context: FileContext = { source, budget: evaluationBudget(text.length), isBroken: false, report, tolerate }
  if (!valid) {
    const detail = 'Configuration files must be UTF-8. Invalid bytes were replaced with U+FFFD.'
    report(Math.max(text.indexOf('\uFFFD'), 0), { severity: 'error', summary: 'Invalid UTF-8', detail })
  }
  if (configurationSyntax(file.name) === 'json' && startsWithByteOrderMark(bytes)) tolerate(0, BYTE_ORDER_MARK)
  const root = parseRoot(file.name, source, context, diagnostics)
  context.isBroken = diagnostics.some(({ severity }) => severity === 'error')
  const content = root === undefined ? {} : readWithinLimit(root, context)
  const found = [...diagnostics, ...tolerated].toSorted((a, b) => a.line - b.line || a.column - b.column)
  const result = { ...file, ...content, diagnostics: found }
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

const BYTE_ORDER_MARK = {
  summary: 'Byte order mark',
  detail: 'Terraform and OpenTofu take no byte order mark at the beginning of a JSON file. Save the file as UTF-8 without it.',
}

function startsWithByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

type Content = Pick<ConfigurationFile, 'declarations' | 'requiredProvidersBlocks'>

function readWithinLimit(root: SourceBody, context: FileContext): Content {
  const content = readContent(root, context)
  if (countDeclarations(content.declarations) <= LIMITS.fileDeclarations) return content
  const detail = `A file may have at most ${LIMITS.fileDeclarations} declarations. This file was skipped.`
  context.report(0, { severity: 'error', summary: 'Too many declarations', detail })
  return { declarations: noDeclarations(), requiredProvidersBlocks: [] }
}

function readContent(root: SourceBody, context: FileContext): Content {
  checkContent(root, FILE, context)
  const { providers, blocks } = readRequiredProviders(root, context)
  return { declarations: readDeclarations(root, providers, context), requiredProvidersBlocks: blocks }
}

function readDeclarations(root: SourceBody, requiredProviders: RequiredProviderDeclaration[], context: FileContext): Declarations {
  return {
    variables: readVariables(root, context),
    outputs: readOutputs(root, context),
    resources: readResources(root, context),
    moduleCalls: readModuleCalls(root, context),
    providerConfigurations: readProviderConfigurations(root, context),
    requiredProviders,
    requiredVersions: readRequiredVersions(root, context),
  }
}

/** Valid UTF-8 has no lone surrogates, but escapes can produce them, and NUL. */
const UNSTORABLE = /\0|\\[uU](?:0000|[dD][89a-fA-F])/

function mayHoldUnstorableText(text: string): boolean {
  return UNSTORABLE.test(text)
}
