// Finds modules by what they are called, what they take, return and create, and what their README says.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId, Page, PageRequest } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import type { ModuleSummaries, ModuleSummary } from '../catalogue/module-summaries.ts'
import type { ModuleState } from '../catalogue/module-summary-rows.ts'
import type { RegistryModules } from '../catalogue/registry-modules.ts'
import { decodeContent } from '../search-index/content.ts'
import { type Expansion, expand, type TermGroup } from './expansion.ts'
import { type Facets, facetsOf, totalOf } from './facets.ts'
import { type Match, matchesOf } from './matches.ts'
import { contentsOf, type Found, findMatching, type Matching, type SearchOrder } from './matching-rows.ts'
import { asksNothing, correctedText, readSearchText, type SearchText, type Source } from './query-text.ts'

export interface SearchRequest {
  q?: string
  providers?: readonly string[]
  /** `private` has what is shared, too */
  registryName?: 'private' | 'public'
  sources?: readonly Source[]
  /** name of the organization whose modules to list; an unknown one has none */
  owner?: string
  states?: readonly ModuleState[]
  labels?: readonly { key: string; value: string | undefined }[]
  order: SearchOrder
  /** whether to count what else could be chosen */
  facets: boolean
}

export interface Hit {
  summary: ModuleSummary
  matches: Match[]
}

export interface SearchResult extends Page<Hit> {
  facets: Facets | undefined
  /** the text with its misspelled words put right; undefined when none is */
  didYouMean: string | undefined
  /** whether the text asks for nothing, so that it left nothing out */
  isIgnored: boolean
}

export interface ModuleSearchParts {
  database: { queries: Kysely<Schema> }
  modules: Pick<RegistryModules, 'owners'>
  organizations: Pick<Organizations, 'read'>
  summaries: Pick<ModuleSummaries, 'list' | 'those'>
}

export class ModuleSearch {
  readonly #parts: ModuleSearchParts

  constructor(parts: ModuleSearchParts) {
    this.#parts = parts
  }

  /**
   * Searches the organization's own modules, those that are shared with it, and its records of public ones. Where no module has every
   * word, those that have at least half of them are found, the ones with the most first.
   * @throws Invalid for a qualifier with a value that it cannot have
   */
  async search(subject: Subject, organizationName: string, asked: SearchRequest, request: PageRequest): Promise<SearchResult> {
    const { database, modules, organizations, summaries } = this.#parts
    const text = readSearchText(asked.q ?? '')
    const organizationIds = await modules.owners(subject, organizationName, asked.owner)
    if (organizationIds.length === 0) return { ...NOTHING, request, facets: asked.facets ? facetsOf([], NO_CHOICES) : undefined }
    const { id: ownId } = await organizations.read(subject, organizationName)
    const isText = text.words.length + text.identifiers.length > 0
    const expansion: Expansion = isText ? await expand(database.queries, organizationIds, text) : NO_EXPANSION
    const matching = matchingOf(asked, text, { ownId, organizationIds, groups: isText ? expansion.groups : undefined })
    if (isPlain(asked) && organizationIds.length === 1) return await this.#plainList(subject, organizationName, asked, matching, request)
    const found = await this.#find(matching, expansion.corrections.size, asked, request)
    const shown = await summaries.those(found.ids)
    const contents = isText ? await contentsOf(database.queries, found.ids) : new Map<string, string>()
    return {
      items: shown.map((summary) => ({
        summary,
        matches: matchesOf(summary.module, decodeContent(contents.get(summary.module.id) ?? ''), expansion.groups),
      })),
      request,
      totalCount: totalOf(found.alike, matching),
      facets: asked.facets ? facetsOf(found.alike, matching) : undefined,
      didYouMean: correctedText(asked.q ?? '', expansion.corrections),
      isIgnored: (asked.q ?? '').trim() !== '' && asksNothing(text),
    }
  }

  /** Without words, an index has the order of the list: nothing is sorted. */
  async #plainList(
    subject: Subject,
    organizationName: string,
    { states, providers, labels, owner, registryName, order }: SearchRequest,
    matching: Matching,
    request: PageRequest,
  ): Promise<SearchResult> {
    const { database, summaries } = this.#parts
    const filter = {
      ...(states && { states }),
      ...(providers && { providers }),
      ...(labels && { labels }),
      ...(owner !== undefined && { owner }),
      ...(registryName && { registryName }),
    }
    const page = await summaries.list(subject, organizationName, filter, order === 'relevance' ? 'name' : order, request)
    const { alike } = await findMatching(database.queries, matching, { order, request: undefined })
    const items = page.items.map((summary) => ({ summary, matches: [] }))
    return { ...page, items, facets: facetsOf(alike, matching), didYouMean: undefined, isIgnored: false }
  }

  /** @param corrected how many of the words were put right: a guess is not enough for a module that lacks other words */
  async #find(matching: Matching, corrected: number, { order }: SearchRequest, request: PageRequest): Promise<Found> {
    const queries = this.#parts.database.queries
    const found = await findMatching(queries, matching, { order, request })
    const meetable = (matching.groups?.filter(isMeetable).length ?? 0) - corrected
    const fewer = Math.ceil(matching.required / 2)
    if (found.alike.length > 0 || fewer === matching.required || meetable < fewer) return found
    return await findMatching(queries, { ...matching, required: fewer }, { order, request })
  }
}

const NO_CHOICES = { providers: [], states: [], sources: [], labels: [] }
const NO_EXPANSION: Expansion = { groups: [], corrections: new Map() }
const NOTHING = { items: [], totalCount: 0, didYouMean: undefined, isIgnored: false }

function matchingOf(
  { providers, states, sources, registryName, labels = [] }: SearchRequest,
  text: SearchText,
  of: { ownId: OrganizationId; organizationIds: readonly OrganizationId[]; groups: readonly TermGroup[] | undefined },
): Matching {
  const registry: readonly Source[] | undefined =
    registryName === undefined ? undefined : registryName === 'public' ? ['public'] : ['private', 'shared']
  return {
    ...of,
    required: of.groups?.filter(({ required }) => required).length ?? 0,
    phrases: text.phrases,
    labels: [...labels, ...text.labels],
    providers: given(providers, text.providers),
    states: given(states, text.states),
    sources: given(sources, text.sources, registry),
  }
}

/** Nothing is asked for but what columns of the list say, and the counts. */
function isPlain({ q = '', sources, facets }: SearchRequest): boolean {
  return q.trim() === '' && sources === undefined && facets
}

function given<Value>(...groups: (readonly Value[] | undefined)[]): (readonly Value[])[] {
  return groups.flatMap((group) => (group === undefined || group.length === 0 ? [] : [group]))
}

function isMeetable({ required, terms }: TermGroup): boolean {
  return required && terms.size > 0
}
