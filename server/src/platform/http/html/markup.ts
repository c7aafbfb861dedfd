// HTML as a template literal whose values are always escaped, unless they are HTML already.

/** HTML that is safe to send: only `html` makes it. */
export class Markup {
  readonly text: string

  private constructor(text: string) {
    this.text = text
  }

  static of(strings: TemplateStringsArray, values: readonly Content[]): Markup {
    return new Markup(strings.map((string, index) => string + render(values[index])).join(''))
  }
}

/** What can stand in a template; undefined and false are nothing. */
export type Content = string | number | undefined | false | Markup | readonly Content[]

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Values are escaped for text and for attributes in quotes; not for anything else, such as scripts. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return Markup.of(strings, values)
}

function render(value: Content): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') return value.map(render).join('')
  return String(value).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
