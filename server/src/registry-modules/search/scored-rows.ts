// The SQL that adds up what the index says of the asked words. It reads the rarest word, and looks at those modules for the others.
import { type RawBuilder, sql } from 'kysely'
import type { OrganizationId } from '../../kernel/index.ts'
import type { TermGroup } from './expansion.ts'
import { spaces } from './vocabulary-rows.ts'

interface Asked {
  organizationIds: readonly OrganizationId[]
  /** how many of the required groups a module must meet */
  required: number
}

/** @returns columns `document` and `score` */
export function scoredDocuments({ organizationIds, required }: Asked, groups: readonly TermGroup[]): RawBuilder<unknown> {
  const needed = groups.filter((group) => group.required)
  const used = groups.filter(({ terms }) => terms.size > 0)
  const [rarest] = needed.toSorted((one, other) => one.frequency - other.frequency)
  if (rarest === undefined || required < needed.length) return someMet(organizationIds, required, used)
  if (rarest.terms.size === 0) return NONE
  return allMet(
    organizationIds,
    rarest,
    used.filter((group) => group !== rarest),
  )
}

const NONE = sql`select document, weight as score from module_search_postings where 1 = 0`

/** A module that meets more of the groups comes before one that meets fewer. */
function someMet(organizationIds: readonly OrganizationId[], required: number, groups: readonly TermGroup[]): RawBuilder<unknown> {
  if (groups.length === 0) return NONE
  const parts = groups.map(
    (group) =>
      sql`select document, score, ${sql.lit(group.required ? 1 : 0)} as required from (${scores(organizationIds, group)}) as scores`,
  )
  return sql`
    select document, sum(score) + sum(required) * 1000000000 as score
    from (${sql.join(parts, sql` union all `)}) as scores
    group by document having sum(required) >= ${required}`
}

/** The scores of one group, for the modules that have the rarest. */
interface Joined {
  join: RawBuilder<unknown>
  score: RawBuilder<unknown>
}

function allMet(organizationIds: readonly OrganizationId[], rarest: TermGroup, others: readonly TermGroup[]): RawBuilder<unknown> {
  const joined = others.map((group, index) => {
    // To find an entry costs as much as to read the next one and sort it in.
    const isRead = group.frequency <= rarest.frequency * group.terms.size
    return isRead ? joinRead(organizationIds, group, index) : joinLookup(group, index)
  })
  const scored = joined.map(({ score }, index) => sql`${score} as ${sql.raw(`score${index}`)}`)
  const isMet = others.flatMap(({ required }, index) => (required ? [sql`${sql.raw(`score${index}`)} is not null`] : []))
  return sql`
    select document, ${sql.join([sql`score`, ...others.map((_, index) => sql`coalesce(${sql.raw(`score${index}`)}, 0)`)], sql` + `)} as score
    from (
      select ${sql.join([sql`rarest.document`, sql`rarest.score`, ...scored])}
      from (${scores(organizationIds, rarest)}) as rarest ${sql.join(
        joined.map(({ join }) => join),
        sql` `,
      )}
    ) as scores ${isMet.length === 0 ? sql`` : sql`where ${sql.join(isMet, sql` and `)}`}`
}

function joinRead(organizationIds: readonly OrganizationId[], group: TermGroup, index: number): Joined {
  const name = sql.raw(`other${index}`)
  const kind = group.required ? sql`join` : sql`left join`
  return {
    join: sql`${kind} (${scores(organizationIds, group)}) as ${name} on ${name}.document = rarest.document`,
    score: sql`${name}.score`,
  }
}

function joinLookup(group: TermGroup, index: number): Joined {
  const { terms, required } = group
  const name = sql.raw(`other${index}`)
  const [[term, factor] = ['', 0]] = terms
  if (terms.size === 1) {
    const kind = required ? sql`join` : sql`left join`
    const isIt = sql`${name}.space = rarest.space and ${name}.term = ${term} and ${name}.document = rarest.document`
    return { join: sql`${kind} module_search_postings ${name} on ${isIt}`, score: sql`${name}.weight * cast(${factor} as bigint)` }
  }
  const score = sql`(
    select max(weight * ${factorOf(terms)}) from module_search_postings looked
    where looked.space = rarest.space and looked.document = rarest.document and looked.term in (${sql.join([...terms.keys()])})
  )`
  return { join: sql``, score }
}

/** @returns columns `document`, `space` and `score` */
function scores(organizationIds: readonly OrganizationId[], { terms }: TermGroup): RawBuilder<unknown> {
  const isIn = sql`space in (${spaces(organizationIds)})`
  const [[only, factor] = ['', 0]] = terms
  // A module has one entry at most.
  if (terms.size === 1) {
    return sql`select document, space, weight * cast(${factor} as bigint) as score from module_search_postings where ${isIn} and term = ${only}`
  }
  const asked = sql.join([...terms].map(([term, each]) => sql`(cast(${term} as text), cast(${each} as bigint))`))
  return sql`
    select document, space, max(weight * asked.column2) as score
    from (values ${asked}) as asked cross join module_search_postings where ${isIn} and term = asked.column1
    group by document, space`
}

/** Where few entries are found: it compares term by term. */
function factorOf(terms: ReadonlyMap<string, number>): RawBuilder<unknown> {
  const factors = [...terms].map(([term, factor]) => sql`when ${term} then cast(${factor} as bigint)`)
  return sql`case term ${sql.join(factors, sql` `)} end`
}
