// A template literal for HTML. It escapes every value that is not HTML already.

/** HTML that is safe to send. Only `html` creates it. */
export class Markup {
  readonly text: string

  private constructor(text: string) {
    this.text = text
  }

  static of(strings: TemplateStringsArray, values: readonly Content[]): Markup {
    return new Markup(strings.map((string, index) => string + render(values[index])).join(''))
  }
}

/** A value in a template. Undefined and false render nothing. */
export type Content = string | number | undefined | false | Markup | readonly Content[]

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Escapes values for text and for quoted attributes, but not for other contexts such as scripts. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return Markup.of(strings, values)
}

function render(value: Content): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') return value.map(render).join('')
  return String(value).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
