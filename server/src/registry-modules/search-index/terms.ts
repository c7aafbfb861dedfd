// How text becomes terms, the same for what is indexed and for what is asked.

const MAX_WORD = 40

/** Identifiers as a whole, marked so that no word is equal to one. Qualifiers ask for them. */
export const MARKS = { name: 'n:', input: 'i:', output: 'o:', resource: 'r:', submodule: 's:' } as const

/** Words that say nothing of a module. */
const STOP_WORDS = new Set(
  `a about all also an and any are as at be been but by can do does each for from has have how if in into is it its me more my need no
  not of on one only or other our please should so some such than that the their them then there these they this those to use used
  using via want was we what when where which who will with within you your`.split(/\s+/),
)

/** Words that nearly every module has: they break ties, and are never what a module lacks. */
const SOFT_WORDS = new Set('add build create find get make manage module new opentofu provision setup terraform tofu'.split(' '))

/** @returns the words in their order, in lower case */
export function wordsOf(text: string): string[] {
  const parts =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  return parts.filter((part) => part.length <= MAX_WORD)
}

/** As `wordsOf`, without those that say nothing. */
export function tellingWordsOf(text: string): string[] {
  return wordsOf(text).filter((word) => !STOP_WORDS.has(word) && (word.length > 1 || /\d/.test(word)))
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word)
}

export function isSoftWord(word: string): boolean {
  return SOFT_WORDS.has(word)
}

/** An identifier as a term: `aws_kms_key`, `s3-bucket` and `S3 bucket` alike but for their mark. */
export function identifierTerm(mark: (typeof MARKS)[keyof typeof MARKS], identifier: string): string {
  return mark + (identifier.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join('_')
}

/** A word in the singular. English, and roughly: what counts is that both spellings become the same. */
export function termOf(word: string): string {
  if (word.length < 4 || !word.endsWith('s')) return word
  if (/(?:ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word
  if (/(?:sses|shes|ches|xes)$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}
