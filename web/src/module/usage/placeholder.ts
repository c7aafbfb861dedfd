// A value of a type, for the author to replace. It passes `terraform validate`, and `terraform fmt` leaves it as it is.
import type { TypeExpression } from './type-expression.ts'

const INDENT = '  '

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
      return tuple(type.of.map(placeholderOf))
    case 'object': {
      const required = type.attributes.filter(({ optional }) => !optional)
      const attributes = required.map(({ name, type: own }) => ({ name, value: placeholderOf(own) }))
      return attributes.length === 0 ? '{}' : `{\n${indented(assignments(attributes))}\n}`
    }
  }
}

function tuple(values: readonly string[]): string {
  if (values.every((value) => !value.includes('\n'))) return `[${values.join(', ')}]`
  return `[\n${indented(values.map((value) => `${value},`).join('\n'))}\n]`
}

/** One line after another, with the equals signs of neighbours in one column, unless one of them goes on in further lines. */
export function assignments(all: readonly { name: string; value: string }[]): string {
  const lines: string[] = []
  let neighbours: typeof all = []
  const flush = () => {
    const width = Math.max(0, ...neighbours.map(({ name }) => name.length))
    lines.push(...neighbours.map(({ name, value }) => `${name.padEnd(width)} = ${value}`))
    neighbours = []
  }
  for (const each of all) {
    if (!each.value.includes('\n')) {
      neighbours = [...neighbours, each]
      continue
    }
    flush()
    lines.push(`${each.name} = ${each.value}`)
  }
  flush()
  return lines.join('\n')
}

export function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, INDENT)
}
