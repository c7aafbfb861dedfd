// What people type: words, quoted phrases, and qualifiers such as `provider:aws` and `creates:aws_kms_key`. Pure.
import { Invalid } from '../../kernel/index.ts'
import { MODULE_STATES, type ModuleState } from '../catalogue/module-summary-rows.ts'
import { identifierTerm, isSoftWord, isStopWord, MARKS, wordsOf } from '../search-index/terms.ts'

export interface AskedWord {
  /** as typed, in lower case */
  word: string
  /** may be the beginning of a word: nothing follows it yet */
  unfinished: boolean
  /** makes a module rank higher, and is never what it lacks */
  optional: boolean
}

/** An input, output, resource type or submodule that a module must have. */
export interface AskedIdentifier {
  /** as the index marks it */
  term: string
  /** everything that begins so, whatever else is found */
  open: boolean
}

export const SOURCES = ['private', 'public', 'shared'] as const
export type Source = (typeof SOURCES)[number]

export interface SearchText {
  words: AskedWord[]
  phrases: string[]
  identifiers: AskedIdentifier[]
  /** any of the members of each group */
  providers: string[]
  states: ModuleState[]
  sources: Source[]
  /** all of them */
  labels: { key: string; value: string | undefined }[]
}

const MAX_TEXT = 500
/** Each word reads the index. */
const MAX_WORDS = 12
const MAX_IDENTIFIERS = 8

const PIECES = /([a-z]+):(?:"([^"]*)"?|([^\s"]*))|"([^"]*)"?|([^\s"]+)/giu
const MARKED: Readonly<Record<string, (typeof MARKS)[keyof typeof MARKS]>> = {
  input: MARKS.input,
  variable: MARKS.input,
  output: MARKS.output,
  creates: MARKS.resource,
  resource: MARKS.resource,
  submodule: MARKS.submodule,
}

/** @throws Invalid for a qualifier with a value that it cannot have */
export function readSearchText(text: string): SearchText {
  if (text.length > MAX_TEXT) throw new Invalid(`q is too long (maximum is ${MAX_TEXT} characters)`)
  const read: SearchText = { words: [], phrases: [], identifiers: [], providers: [], states: [], sources: [], labels: [] }
  const typed: string[] = []
  for (const [, qualifier, quotedValue, plainValue, quoted, plain] of text.matchAll(PIECES)) {
    const value = quotedValue ?? plainValue ?? quoted ?? plain ?? ''
    if (qualifier !== undefined && readQualifier(read, qualifier.toLowerCase(), value)) continue
    const words = wordsOf(qualifier === undefined ? value : `${qualifier} ${value}`)
    typed.push(...words)
    if (quoted !== undefined && words.length > 1) read.phrases.push(words.join(' '))
  }
  const isUnfinished = /[\p{L}\p{N}]$/u.test(text)
  read.words = askedWords(typed.slice(0, MAX_WORDS), isUnfinished)
  return read
}

/** @returns whether there is nothing to search for: signs alone, or a qualifier without a value */
export function asksNothing({ words, identifiers, providers, states, sources, labels }: SearchText): boolean {
  return [words, identifiers, providers, states, sources, labels].every(({ length }) => length === 0)
}

/** @returns undefined when no word is put right; what stands before a colon is not misspelled, but no qualifier */
export function correctedText(text: string, corrections: ReadonlyMap<string, string>): string | undefined {
  const corrected = text.replaceAll(/[\p{L}\p{N}]+(?![\p{L}\p{N}:])/gu, (word) => corrections.get(word.toLowerCase()) ?? word)
  return corrected === text ? undefined : corrected
}

/** Of nothing but words that say nothing, all count. */
function askedWords(typed: readonly string[], isUnfinished: boolean): AskedWord[] {
  const words = typed.map((word, index) => ({ word, unfinished: isUnfinished && index === typed.length - 1 }))
  const telling = words.filter(({ word, unfinished }) => unfinished || !isStopWord(word))
  const hard = telling.filter(({ word }) => !isSoftWord(word) && !isStopWord(word))
  return (telling.length > 0 ? telling : words).map((each) => ({ ...each, optional: hard.length > 0 && !hard.includes(each) }))
}

/** @returns false for a qualifier that does not exist: its parts are words, as in `acme:vpc` */
function readQualifier(read: SearchText, qualifier: string, value: string): boolean {
  const mark = MARKED[qualifier]
  if (mark !== undefined) {
    const term = identifierTerm(mark, value)
    if (term !== mark && read.identifiers.length < MAX_IDENTIFIERS) read.identifiers.push({ term, open: value.endsWith('*') })
    return true
  }
  if (qualifier === 'provider') addGiven(read.providers, value.toLowerCase())
  else if (qualifier === 'status') addGiven(read.states, knownWord(qualifier, value, MODULE_STATES))
  else if (qualifier === 'registry') addGiven(read.sources, knownWord(qualifier, value, SOURCES))
  else if (qualifier === 'owner') {
    if (value !== '') read.labels.push({ key: 'owner', value })
  } else if (qualifier === 'label' || qualifier === 'tag') {
    const [key = '', ...rest] = value.split('=')
    if (key !== '') read.labels.push({ key, value: rest.length === 0 ? undefined : rest.join('=') })
  } else return false
  return true
}

/** Nothing after the colon: it is still being typed. */
function addGiven<Value extends string>(values: Value[], value: Value | undefined): void {
  if (value !== undefined && value !== '') values.push(value)
}

function knownWord<Word extends string>(qualifier: string, value: string, known: readonly Word[]): Word | undefined {
  if (value === '') return undefined
  const found = known.find((word) => word === value.toLowerCase())
  if (found === undefined) throw new Invalid(`${qualifier}: has ${JSON.stringify(value.slice(0, 60))}, but takes ${known.join(', ')}`)
  return found
}
