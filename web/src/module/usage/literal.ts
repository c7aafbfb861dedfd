// A default, as the API has it, in the words of a configuration.
import { quoted } from './hcl-text.ts'
import { braced, bracketed, isIdentifier } from './layout.ts'

/** JavaScript's numbers have fewer digits than those of Terraform. */
class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** @returns undefined for what is not JSON, such as an expression */
export function literalOf(json: string): string | undefined {
  try {
    return literal(JSON.parse(json, keepNumber))
  } catch {
    return undefined
  }
}

/** Browsers tell the source since 2025; older ones round. */
function keepNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value
}

function literal(value: unknown): string {
  if (value instanceof NumberText) return value.text
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return bracketed(value.map(literal))
  if (typeof value !== 'object' || value === null) return String(value)
  return braced(Object.entries(value).map(([name, own]) => ({ name: isIdentifier(name) ? name : quoted(name), value: literal(own) })))
}
