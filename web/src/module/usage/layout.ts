// Lays values out as `terraform fmt` does.

export interface Assignment {
  name: string
  value: string
}

const INDENT = '  '
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u
const graphemes = new Intl.Segmenter()

export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text)
}

/** One line after another, with the equals signs of neighbours in one column, unless one of them goes on in further lines. */
export function assignments(all: readonly Assignment[]): string {
  const lines: string[] = []
  let neighbours: Assignment[] = []
  const flush = () => {
    const width = Math.max(0, ...neighbours.map(({ name }) => columns(name)))
    lines.push(...neighbours.map(({ name, value }) => `${name}${' '.repeat(width - columns(name))} = ${value}`))
    neighbours = []
  }
  for (const each of all) {
    if (!each.value.includes('\n')) {
      neighbours.push(each)
      continue
    }
    flush()
    lines.push(`${each.name} = ${each.value}`)
  }
  flush()
  return lines.join('\n')
}

/** `{}`, or one attribute in each line. */
export function braced(attributes: readonly Assignment[]): string {
  return attributes.length === 0 ? '{}' : `{\n${indented(assignments(attributes))}\n}`
}

/** In one line where every value is. */
export function bracketed(values: readonly string[]): string {
  if (values.every((value) => !value.includes('\n'))) return `[${values.join(', ')}]`
  return `[\n${indented(values.map((value) => `${value},`).join('\n'))}\n]`
}

export function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, INDENT)
}

function columns(text: string): number {
  return [...graphemes.segment(text)].length
}
