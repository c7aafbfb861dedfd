// Which terms of the index each asked word may stand for, and how much each of them counts.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId } from '../../kernel/index.ts'
import { distance, gramsOf } from '../search-index/grams.ts'
import { identifierTerm, MARKS, termOf, wordsOf } from '../search-index/terms.ts'
import type { AskedIdentifier, AskedWord, SearchText } from './query-text.ts'
import { synonymsOf } from './synonyms.ts'
import { countDocuments, frequenciesOf, identifiersBeginning, wordsBeginning, wordsWithGrams } from './vocabulary-rows.ts'

/** Terms of which any one will do. */
export interface TermGroup {
  /** false: a module without any of them is found as well */
  required: boolean
  /** how much a weight of the index counts */
  terms: Map<string, number>
  /** how many entries of the index have these terms */
  frequency: number
}

export interface Expansion {
  groups: TermGroup[]
  /** misspelled words, and those that were found instead */
  corrections: Map<string, string>
}

type Tables = Kysely<Pick<Schema, 'module_search_documents' | 'module_search_postings' | 'module_search_words' | 'module_search_grams'>>

const JOINED = 0.9
const SYNONYM = 0.6
const BEGINNING = 0.6
/** A short word has many continuations, and each of them reads the index. */
const MAX_CONTINUATIONS = 30
const MIN_BEGINNING = 2
const MIN_FINISHED_BEGINNING = 4
/** Two wrong letters of a short word make another word. */
const MIN_TWO_MISTAKES = 6
const MAX_ALIKE = 120
const MAX_CORRECTIONS = 3
/** Continuations together read at most so many entries of the index. */
const MAX_CONTINUED = 20_000
/** Whoever has finished a word that so many modules have means this word, and not a longer one. */
const MANY = 1000
/** Whole weights keep the sums the same on both databases. */
const PRECISION = 100
const NAME_BONUS = 1.2
const IDENTIFIER_BONUS = 0.8
const MAX_IDENTIFIER_WORDS = 5

export async function expand(
  db: Tables,
  organizationIds: readonly OrganizationId[],
  { words, identifiers }: SearchText,
): Promise<Expansion> {
  const vocabulary = new Vocabulary(db, organizationIds)
  const total = await countDocuments(db, organizationIds)
  const found = await candidatesOf(vocabulary, words)
  const corrections = new Map<string, string>()
  for (const [index, { word, optional }] of words.entries()) {
    const terms = found[index]
    if (optional || terms === undefined || terms.size > 0) continue
    const alike = await vocabulary.alike(word)
    for (const { term, factor } of alike) terms.set(term, factor)
    const synonyms = synonymsOf(alike[0]?.word ?? '').map(termOf)
    await vocabulary.count(synonyms)
    for (const term of synonyms) if (vocabulary.frequency(term) > 0 && !terms.has(term)) terms.set(term, SYNONYM * SYNONYM)
    if (alike[0] !== undefined) corrections.set(word, alike[0].word)
  }
  const groups = words.map(({ optional }, index): TermGroup => {
    const terms = found[index] ?? new Map<string, number>()
    const frequency = vocabulary.sumOf(terms.keys())
    const rarity = rarityOf(frequency, total)
    return { required: !optional, terms: scaled(terms, optional ? rarity * 0.3 : rarity), frequency }
  })
  for (const identifier of identifiers) groups.push(await identifierGroup(vocabulary, identifier))
  // Of many modules that create a key, the one that is about keys is meant.
  const about = identifiers.flatMap(({ term }) => wordsOf(term.slice(term.indexOf(':') + 1)))
  const bonuses = [await bonusGroup(vocabulary, words, total), await aboutGroup(vocabulary, about, total)]
  return { groups: [...groups, ...bonuses.filter(({ terms }) => terms.size > 0)], corrections }
}

/** @returns for each word the terms that are in use, with what they count; none for a word that nobody uses */
async function candidatesOf(vocabulary: Vocabulary, words: readonly AskedWord[]): Promise<Map<string, number>[]> {
  const wanted = await Promise.all(words.map((word, index) => wantedTerms(vocabulary, words, word, index)))
  await vocabulary.count(wanted.flatMap((terms) => [...terms.keys()]))
  return wanted.map((terms, index) => {
    const asked = words[index]
    const isMeant = asked?.unfinished === false && vocabulary.frequency(termOf(asked.word)) >= MANY
    let continued = 0
    return new Map(
      [...terms].filter(([term, factor]) => {
        const frequency = vocabulary.frequency(term)
        if (frequency === 0) return false
        if (factor === 1) return true
        if (isMeant && factor < SYNONYM) return false
        continued += frequency
        return continued <= MAX_CONTINUED
      }),
    )
  })
}

async function wantedTerms(
  vocabulary: Vocabulary,
  words: readonly AskedWord[],
  { word, unfinished, optional }: AskedWord,
  index: number,
): Promise<Map<string, number>> {
  const terms = new Map<string, number>([[termOf(word), 1]])
  const add = (term: string, factor: number) => terms.set(term, Math.max(terms.get(term) ?? 0, factor))
  if (optional && !unfinished) return terms
  for (const synonym of synonymsOf(word)) add(termOf(synonym), SYNONYM)
  for (const [first, second] of [
    [words[index - 1]?.word, word],
    [word, words[index + 1]?.word],
  ]) {
    if (first === undefined || second === undefined) continue
    add(termOf(first + second), JOINED)
    for (const synonym of synonymsOf(first + second)) add(termOf(synonym), SYNONYM)
  }
  if (word.length >= (unfinished ? MIN_BEGINNING : MIN_FINISHED_BEGINNING)) {
    for (const longer of await vocabulary.beginning(word)) add(termOf(longer), BEGINNING * (word.length / longer.length) ** 0.5)
  }
  return terms
}

/** The exact one, or all that begin so. Nothing in use: a group that nothing meets. */
async function identifierGroup(vocabulary: Vocabulary, { term, open }: AskedIdentifier): Promise<TermGroup> {
  const exact = !open && (await vocabulary.count([term])).get(term) !== undefined
  const terms = exact ? [term] : await vocabulary.identifiers(term)
  await vocabulary.count(terms)
  return { required: true, terms: new Map(terms.map((each) => [each, PRECISION * 2])), frequency: vocabulary.sumOf(terms) }
}

async function aboutGroup(vocabulary: Vocabulary, words: readonly string[], total: number): Promise<TermGroup> {
  const terms = [...new Set(words.map(termOf))]
  await vocabulary.count(terms)
  const used = terms.filter((term) => vocabulary.frequency(term) > 0)
  return {
    required: false,
    terms: new Map(used.map((term) => [term, Math.round(rarityOf(vocabulary.frequency(term), total) * PRECISION)])),
    frequency: vocabulary.sumOf(used),
  }
}

/** For modules and things in them that are named as the words say, one after the other. */
async function bonusGroup(vocabulary: Vocabulary, words: readonly AskedWord[], total: number): Promise<TermGroup> {
  const terms = new Map<string, number>()
  for (let start = 0; start < words.length; start++) {
    for (let end = start + 1; end <= Math.min(words.length, start + MAX_IDENTIFIER_WORDS); end++) {
      const identifier = words.slice(start, end).map(({ word }) => word)
      const share = (end - start) / words.length
      terms.set(identifierTerm(MARKS.name, identifier.join('_')), NAME_BONUS * share)
      if (end - start === 1) continue
      for (const mark of [MARKS.input, MARKS.output, MARKS.resource, MARKS.submodule])
        terms.set(identifierTerm(mark, identifier.join('_')), IDENTIFIER_BONUS * share)
    }
  }
  await vocabulary.count([...terms.keys()])
  const used = [...terms].filter(([term]) => vocabulary.frequency(term) > 0)
  return {
    required: false,
    terms: new Map(used.map(([term, factor]) => [term, Math.round(factor * rarityOf(1, total) * PRECISION * 0.5)])),
    frequency: vocabulary.sumOf(used.map(([term]) => term)),
  }
}

function scaled(terms: ReadonlyMap<string, number>, rarity: number): Map<string, number> {
  return new Map([...terms].map(([term, factor]) => [term, Math.max(1, Math.round(factor * rarity * PRECISION))]))
}

/** Rare terms say more. */
function rarityOf(frequency: number, total: number): number {
  return Math.max(0.2, Math.log(1 + (total - Math.min(frequency, total) + 0.5) / (Math.min(frequency, total) + 0.5)))
}

/** The words of the modules that the caller may see. */
class Vocabulary {
  readonly #db: Tables
  readonly #organizationIds: readonly OrganizationId[]
  readonly #frequencies = new Map<string, number>()

  constructor(db: Tables, organizationIds: readonly OrganizationId[]) {
    this.#db = db
    this.#organizationIds = organizationIds
  }

  async count(terms: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const unknown = [...new Set(terms)].filter((term) => !this.#frequencies.has(term))
    for (const [term, total] of await frequenciesOf(this.#db, this.#organizationIds, unknown)) this.#frequencies.set(term, total)
    return this.#frequencies
  }

  frequency(term: string): number {
    return this.#frequencies.get(term) ?? 0
  }

  sumOf(terms: Iterable<string>): number {
    let sum = 0
    for (const term of terms) sum += this.frequency(term)
    return sum
  }

  beginning(word: string): Promise<string[]> {
    return wordsBeginning(this.#db, this.#organizationIds, word, MAX_CONTINUATIONS)
  }

  identifiers(beginning: string): Promise<string[]> {
    return identifiersBeginning(this.#db, this.#organizationIds, beginning, MAX_CONTINUATIONS)
  }

  /** Words in use that are spelled alike, or that the word is a part of. The best first. */
  async alike(word: string): Promise<{ word: string; term: string; factor: number }[]> {
    const near = await wordsWithGrams(this.#db, this.#organizationIds, gramsOf(word), MAX_ALIKE)
    const max = word.length < MIN_TWO_MISTAKES ? 1 : 2
    const candidates = near.flatMap((other) => {
      const away = distance(word, other, max)
      if (away !== Infinity) return [{ word: other, term: termOf(other), away }]
      return word.length > 2 && other.includes(word) ? [{ word: other, term: termOf(other), away: 1.5 }] : []
    })
    await this.count(candidates.map(({ term }) => term))
    const rank = ({ word: other, away, term }: (typeof candidates)[number]) =>
      away + (other[0] === word[0] ? 0 : 0.5) - Math.log1p(this.frequency(term)) * 0.05
    const used = candidates.filter(({ term }) => this.frequency(term) > 0).toSorted((one, other) => rank(one) - rank(other))
    const best = used[0]
    if (best === undefined) return []
    return used
      .filter(({ away }) => away <= best.away + 0.5)
      .slice(0, MAX_CORRECTIONS)
      .map(({ word: other, term, away }, index) => ({ word: other, term, factor: (away <= 1 ? 0.7 : 0.5) - index * 0.1 }))
  }
}
