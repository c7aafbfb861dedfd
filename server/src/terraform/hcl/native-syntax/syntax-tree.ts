// The syntax tree of HCL native syntax. Every node has its range as offsets into the source: `start` inclusive, `end` exclusive.
// Operator chains and traversals are flat lists, so that the parser's depth limit bounds the depth of a tree.

export interface Range {
  start: number
  end: number
}

export interface Identifier extends Range {
  name: string
}

export interface NumberLiteral extends Range {
  kind: 'number'
  /** As written, for example `1.50` or `6e3`. */
  text: string
}

export interface KeywordLiteral extends Range {
  kind: 'keyword'
  value: boolean | null
}

export interface Template extends Range {
  kind: 'template'
  form: 'quoted' | 'heredoc'
  parts: TemplatePart[]
}

export type TemplatePart = TemplateLiteral | TemplateInterpolation | TemplateIf | TemplateFor

/** Text with escapes decoded, strip markers and heredoc indentation applied. */
export interface TemplateLiteral {
  kind: 'literal'
  value: string
}

export interface TemplateInterpolation {
  kind: 'interpolation'
  expression: Expression
}

export interface TemplateIf {
  kind: 'if'
  condition: Expression
  consequent: TemplatePart[]
  alternate: TemplatePart[]
}

export interface TemplateFor {
  kind: 'for'
  key: string | null
  value: string
  collection: Expression
  body: TemplatePart[]
}

/** A bare name: the root of a reference such as `var` in `var.name`. */
export interface Variable extends Range {
  kind: 'variable'
  name: string
}

export type TraversalStep =
  | { kind: 'attribute'; name: string }
  | { kind: 'index'; key: Expression }
  | { kind: 'legacy-index'; key: string }
  | { kind: 'splat'; form: 'attribute' | 'full'; steps: TraversalStep[] }

export interface Traversal extends Range {
  kind: 'traversal'
  source: Expression
  steps: TraversalStep[]
}

export interface FunctionCall extends Range {
  kind: 'call'
  /** With its namespace: `provider::time::rfc3339_parse`. */
  name: string
  args: Expression[]
  expandFinal: boolean
}

export interface Tuple extends Range {
  kind: 'tuple'
  items: Expression[]
}

export interface ObjectItem {
  key: Expression
  value: Expression
}

export interface ObjectExpression extends Range {
  kind: 'object'
  items: ObjectItem[]
}

export interface ForExpression extends Range {
  kind: 'for'
  form: 'tuple' | 'object'
  keyName: string | null
  valueName: string
  collection: Expression
  /** In the object form only. */
  key: Expression | null
  value: Expression
  condition: Expression | null
  grouping: boolean
}

export interface Parentheses extends Range {
  kind: 'parentheses'
  inner: Expression
}

export interface Unary extends Range {
  kind: 'unary'
  operator: '-' | '!'
  operand: Expression
}

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%'

/** A chain of operators of one precedence, evaluated from the left. */
export interface Operation extends Range {
  kind: 'operation'
  first: Expression
  rest: { operator: BinaryOperator; operand: Expression }[]
}

export interface Conditional extends Range {
  kind: 'conditional'
  condition: Expression
  consequent: Expression
  alternate: Expression
}

export type Expression =
  | NumberLiteral
  | KeywordLiteral
  | Template
  | Variable
  | Traversal
  | FunctionCall
  | Tuple
  | ObjectExpression
  | ForExpression
  | Parentheses
  | Unary
  | Operation
  | Conditional

export interface Attribute extends Range {
  name: string
  expression: Expression
}

export interface Block extends Range {
  type: string
  labels: string[]
  body: Body
}

/** Arguments by name (a Map: `__proto__` is a legal name) and blocks in source order. */
export interface Body {
  attributes: Map<string, Attribute>
  blocks: Block[]
}
