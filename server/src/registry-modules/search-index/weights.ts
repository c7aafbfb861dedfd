// How much each term says of a module: a word of its name more than one of its README.
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { Content, Entry, EntryKind } from './content.ts'
import { identifierTerm, MARKS, tellingWordsOf, termOf, wordsOf } from './terms.ts'

export type SearchedModule = Pick<RegistryModule, 'name' | 'namespace' | 'provider' | 'description'>

const MAX_TERMS = 4000
const NAME = 1000
const PROVIDER = 300
const NAMESPACE = 100
const DESCRIPTION = 250
const TITLE = 300
const HEADING = 90
const BODY = 35
/** A word that the README repeats counts up to so many times as much. */
const MAX_REPEATED = 4
/** Of what a submodule has, against what the root has. */
const IN_SUBMODULE = 0.5
/** Of the weights in other places than the best one. */
const ALSO = 0.2

const NAMED: Record<EntryKind, { words: number; whole: number; described: number; mark: (typeof MARKS)[keyof typeof MARKS] }> = {
  input: { words: 130, whole: 300, described: 40, mark: MARKS.input },
  output: { words: 80, whole: 200, described: 25, mark: MARKS.output },
  resource: { words: 200, whole: 350, described: 0, mark: MARKS.resource },
  data: { words: 50, whole: 0, described: 0, mark: MARKS.resource },
  submodule: { words: 350, whole: 500, described: 0, mark: MARKS.submodule },
}

export interface Weights {
  /** positive and whole, for each term */
  weights: Map<string, number>
  /** how each term that is a word is spelled */
  words: Map<string, string>
}

export function weightsOf(module: SearchedModule, content: Content): Weights {
  const terms = new Terms()
  const name = wordsOf(module.name)
  terms.addName(name, NAME / (1 + (name.length - 1) * 0.2))
  terms.addTerm(identifierTerm(MARKS.name, module.name), NAME)
  terms.addWords([module.provider], PROVIDER)
  terms.addWords([module.namespace], NAMESPACE)
  terms.addWords([module.description], DESCRIPTION)
  for (const entry of content.entries) addEntry(terms, entry)
  addReadme(terms, content.readme)
  for (const [, readme] of content.submoduleReadmes) addReadme(terms, readme, IN_SUBMODULE)
  return { weights: terms.weights(), words: terms.words }
}

function addEntry(terms: Terms, { kind, name, path, description }: Entry): void {
  const { words, whole, described, mark } = NAMED[kind]
  const share = path === '' || kind === 'submodule' ? 1 : IN_SUBMODULE
  const parts = wordsOf(name)
  terms.addName(parts, (words / (1 + (parts.length - 1) * 0.05)) * share)
  if (whole > 0) {
    terms.addTerm(identifierTerm(mark, name), whole * share)
    // `aws_kms_key` is asked for as `kms_key`, too.
    if (kind === 'resource' && parts.length > 2) terms.addTerm(identifierTerm(mark, name.slice(name.indexOf('_') + 1)), whole * share * 0.8)
  }
  terms.addWords([description], described * share)
}

function addReadme(terms: Terms, readme: string, share = 1): void {
  const lines = readme.split('\n')
  const headings = lines.filter((line) => /^#{1,6} /.test(line))
  terms.addWords(headings.slice(0, 1), TITLE * share)
  terms.addWords(headings.slice(1), HEADING * share)
  for (const [word, repeated] of counts(tellingWordsOf(readme)))
    terms.add(word, BODY * share * Math.min(1 + Math.log2(repeated), MAX_REPEATED))
}

function counts(words: readonly string[]): Map<string, number> {
  const result = new Map<string, number>()
  for (const word of words) result.set(word, (result.get(word) ?? 0) + 1)
  return result
}

class Terms {
  readonly words = new Map<string, string>()
  readonly #best = new Map<string, number>()
  readonly #also = new Map<string, number>()

  add(word: string, weight: number): void {
    const term = termOf(word)
    if (!this.words.has(term)) this.words.set(term, word)
    this.addTerm(term, weight)
  }

  /** The best place counts, and the others add a little, however many there are. */
  addTerm(term: string, weight: number): void {
    const best = this.#best.get(term) ?? 0
    this.#best.set(term, Math.max(best, weight))
    this.#also.set(term, Math.min((this.#also.get(term) ?? 0) + Math.min(best, weight) * ALSO, Math.max(best, weight)))
  }

  addWords(texts: readonly string[], weight: number): void {
    if (weight > 0) for (const text of texts) for (const word of tellingWordsOf(text)) this.add(word, weight)
  }

  /** `load_balancer` is also found as `loadbalancer`. */
  addName(words: readonly string[], weight: number): void {
    for (const [index, word] of words.entries()) {
      this.add(word, weight)
      if (index > 0) this.add(`${words[index - 1]}${word}`, weight * 0.9)
    }
  }

  weights(): Map<string, number> {
    const all = [...this.#best].map(([term, best]): [string, number] => [term, Math.max(1, Math.round(best + (this.#also.get(term) ?? 0)))])
    return new Map(all.length <= MAX_TERMS ? all : all.toSorted((one, other) => other[1] - one[1]).slice(0, MAX_TERMS))
  }
}
