// The type of a variable that hands a value on. Optional attributes stay optional; their defaults are those of the module.
import { braced, bracketed } from './layout.ts'
import type { TypeExpression } from './type-expression.ts'

export function typeText(type: TypeExpression): string {
  switch (type.kind) {
    case 'any':
    case 'string':
    case 'number':
    case 'bool':
      return type.kind
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind}(${typeText(type.of)})`
    case 'tuple':
      return `tuple(${bracketed(type.of.map(typeText))})`
    case 'object': {
      const attributes = type.attributes.map(({ name, type: own, optional }) => {
        const text = typeText(own)
        return { name, value: optional ? `optional(${text})` : text }
      })
      return `object(${braced(attributes)})`
    }
  }
}
