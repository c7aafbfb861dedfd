import type { Subject } from '../../../src/permissions/index.ts'
import type { ModuleSearch } from '../../../src/registry-modules/index.ts'
import { QUERIES } from './queries.ts'

export interface Ranked {
  query: string
  expected: string
  /** from 1; undefined when it is not among the first ten */
  rank: number | undefined
  found: string[]
}

export async function rankQueries(search: ModuleSearch, subject: Subject, organization: string): Promise<Ranked[]> {
  const ranked: Ranked[] = []
  for (const [query, expected] of QUERIES) {
    const asked = { q: query, order: 'relevance', facets: false } as const
    const { items } = await search.search(subject, organization, asked, { number: 1, size: 10 })
    const found = items.map(({ summary: { module } }) => `${module.name}/${module.provider}`)
    const index = found.indexOf(expected)
    ranked.push({ query, expected, rank: index === -1 ? undefined : index + 1, found })
  }
  return ranked
}

export function meanReciprocalRank(ranked: readonly Ranked[]): number {
  return ranked.reduce((sum, { rank }) => sum + (rank === undefined ? 0 : 1 / rank), 0) / ranked.length
}
