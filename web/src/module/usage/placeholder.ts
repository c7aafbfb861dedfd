// A value of a type, for the author to replace. It passes `terraform validate`, and `terraform fmt` leaves it as it is.
import { braced, bracketed } from './layout.ts'
import type { TypeExpression } from './type-expression.ts'

export function placeholderOf(type: TypeExpression): string {
  switch (type.kind) {
    // A value of any type will do, but a variable may refuse null.
    case 'any':
    case 'string':
      return '""'
    case 'number':
      return '0'
    case 'bool':
      return 'false'
    case 'list':
    case 'set':
      return '[]'
    case 'map':
      return '{}'
    case 'tuple':
      return bracketed(type.of.map(placeholderOf))
    case 'object': {
      const required = type.attributes.filter(({ optional }) => !optional)
      return braced(required.map(({ name, type: own }) => ({ name, value: placeholderOf(own) })))
    }
  }
}
