// Why a module was found: the inputs, outputs, resources and submodules that have the words, and the README. Pure.
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { Content, Entry, EntryKind } from '../search-index/content.ts'
import { identifierTerm, MARKS, termOf, wordsOf } from '../search-index/terms.ts'
import type { TermGroup } from './expansion.ts'

export interface Match {
  kind: EntryKind | 'readme'
  /** of the input, output, resource type or submodule; of a README, the words around the hit */
  name: string
  /** of the submodule that has it; empty for the root */
  path: string
  /** where it stands on the page of the module, or of the submodule: `?tab=inputs#input-cidr` */
  anchor: string
}

const MAX_MATCHES = 5
const AROUND = 60
/** Of the rating of the best one. */
const WORTH_SHOWING = 0.6
const NOTHING: ReadonlySet<string> = new Set()

const MARK_OF: Record<EntryKind, string> = {
  input: MARKS.input,
  output: MARKS.output,
  resource: MARKS.resource,
  data: MARKS.resource,
  submodule: MARKS.submodule,
}

type Shown = Pick<RegistryModule, 'name' | 'namespace' | 'provider' | 'description'>

/** A group of terms that the module had to meet. */
interface Asked extends Pick<TermGroup, 'terms'> {
  /** whether the module's own line shows one of them */
  isShown: boolean
}

/**
 * A word that the module's own line shows leads to what is called so, and needs no other reason.
 * @param groups the required ones count
 */
export function matchesOf(module: Shown, content: Content, groups: readonly TermGroup[]): Match[] {
  const shown = new Set(termsIn([module.name, module.provider, module.namespace, module.description].join(' ')))
  const asked = groups
    .filter(({ required }) => required)
    .map(({ terms }): Asked => ({ terms, isShown: [...terms.keys()].some((term) => shown.has(term)) }))
  const rated = content.entries
    .map((entry, index) => ({ entry, index, rating: ratingOf(entry, asked) }))
    .filter(({ rating }) => rating > 0)
    .toSorted((one, other) => other.rating - one.rating || one.index - other.index)
  const enough = (rated[0]?.rating ?? 0) * WORTH_SHOWING
  const best = rated.filter(({ rating }) => rating >= enough).slice(0, MAX_MATCHES)
  const unexplained = asked.filter((group) => !group.isShown && !rated.some(({ entry }) => ratingOf(entry, [group]) > 0))
  const matches = best.map(({ entry }) => entryMatch(entry))
  return unexplained.length === 0 ? matches : [...matches.slice(0, MAX_MATCHES - 1), ...readmeMatch(content, unexplained)]
}

/** A word in the name counts more than one in the description, and each asked word more than one word twice. */
function ratingOf(entry: Entry, groups: readonly Asked[]): number {
  const names = new Set([...termsIn(entry.name), identifierTerm(MARK_OF[entry.kind] as 'i:', entry.name)])
  if (entry.kind === 'resource') names.add(identifierTerm(MARKS.resource, entry.name.slice(entry.name.indexOf('_') + 1)))
  const described = new Set(termsIn(entry.description))
  let rating = 0
  for (const { terms, isShown } of groups) {
    const inDescription = isShown ? NOTHING : described
    const best = Math.max(0, ...[...terms].map(([term, factor]) => (names.has(term) ? factor * 4 : inDescription.has(term) ? factor : 0)))
    const most = Math.max(1, ...terms.values())
    rating += best / most
  }
  if (rating === 0) return 0
  return rating + (entry.path === '' ? 0.2 : 0) - Math.min(names.size, 20) * 0.01
}

/** With neighbours as one word, as the index has them. */
function termsIn(text: string): string[] {
  const words = wordsOf(text)
  return words.flatMap((word, index) => [termOf(word), termOf(`${words[index - 1] ?? ''}${word}`)])
}

function entryMatch({ kind, name, path }: Entry): Match {
  if (kind === 'submodule') return { kind, name, path, anchor: '' }
  const tab = kind === 'input' ? 'inputs' : kind === 'output' ? 'outputs' : 'resources'
  return { kind, name, path, anchor: `?tab=${tab}#${kind}-${name}` }
}

function readmeMatch({ readme, submoduleReadmes }: Content, groups: readonly Pick<TermGroup, 'terms'>[]): Match[] {
  for (const [path, text] of [['', readme] as const, ...submoduleReadmes]) {
    const excerpt = excerptOf(text, groups)
    if (excerpt !== undefined) return [{ kind: 'readme', name: excerpt, path, anchor: '?tab=readme' }]
  }
  return []
}

function excerptOf(text: string, groups: readonly Pick<TermGroup, 'terms'>[]): string | undefined {
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!groups.some(({ terms }) => terms.has(termOf(word.toLowerCase())))) continue
    const start = text.lastIndexOf(' ', Math.max(0, index - AROUND)) + 1
    const end = text.indexOf(' ', index + word.length + AROUND)
    const cut = text.slice(index - start > AROUND * 2 ? index : start, end === -1 ? undefined : Math.min(end, index + AROUND * 3))
    return `${start > 0 ? '…' : ''}${cut.replaceAll(/[\s#]+/g, ' ').trim()}${end === -1 ? '' : '…'}`
  }
  return undefined
}
