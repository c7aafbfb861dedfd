// Which class each piece of code has. A stylesheet gives the classes their colours.
import type { ThemeRegistration } from '@shikijs/core'

/** The scopes of the grammars by class: https://macromates.com/manual/en/language_grammars */
const SCOPES = {
  'code-comment': ['comment', 'punctuation.definition.comment'],
  'code-string': ['string', 'punctuation.definition.string', 'markup.inserted', 'markup.inline.raw', 'markup.fenced_code'],
  'code-constant': ['constant', 'support.constant', 'variable.language', 'markup.changed'],
  'code-keyword': [
    'keyword',
    'storage',
    'entity.name.type',
    'entity.name.tag',
    'keyword.control',
    'markup.deleted',
    'markup.heading',
    'punctuation.definition.heading',
  ],
  'code-function': ['entity.name.function', 'support.function', 'meta.diff.header', 'entity.other.attribute-name', 'markup.underline.link'],
  'code-punctuation': ['punctuation', 'keyword.operator', 'meta.brace'],
} as const

export type CodeClass = keyof typeof SCOPES

/** Stands for pieces that have no class. */
const PLAIN = 'plain'

export const THEME: ThemeRegistration = {
  name: 'classes',
  type: 'light',
  colors: {},
  fg: PLAIN,
  bg: PLAIN,
  settings: [
    { settings: { foreground: PLAIN } },
    // An expression in a string is no string.
    { scope: ['meta.interpolation', 'meta.template.expression'], settings: { foreground: PLAIN } },
    ...Object.entries(SCOPES).map(([foreground, scope]) => ({ scope: [...scope], settings: { foreground } })),
  ],
}

/** @param color as the theme gave it */
export function classOf(color: string | undefined): CodeClass | undefined {
  return color !== undefined && Object.hasOwn(SCOPES, color) ? (color as CodeClass) : undefined
}
