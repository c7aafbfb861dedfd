// A parser for the HashiCorp configuration language (HCL). It knows nothing of Terraform.

export { type Constant, constantToBoolean, constantToJson, constantToText } from './evaluation/constants.ts'
export { type EvaluationBudget, evaluateConstant, evaluationBudget } from './evaluation/evaluation.ts'
export { type JsonNode, type JsonProperty, jsonConstant, jsonProperties, parseJsonSyntax } from './json-syntax.ts'
export { type ParsedBody, type ParseOptions, parseExpressionText, parseNativeSyntax } from './native-syntax/native-syntax.ts'
export type { Attribute, Block, Body, Expression, Range, Template, TemplatePart, TraversalStep } from './native-syntax/syntax-tree.ts'
export { isIdentifier } from './source/characters.ts'
export type { DiagnosticCode, SyntaxDiagnostic } from './source/diagnostics.ts'
export { SYNTAX_LIMITS, type SyntaxLimits } from './source/limits.ts'
export { decodeSource, type Position, SourceText } from './source/source-text.ts'
