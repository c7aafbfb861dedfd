// Fills the search index of modules that an earlier release published, a few at a time.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { defineJob, type HandledJob, handleJob, type RecurringJob, recurring } from '../../platform/jobs/index.ts'
import type { Logger } from '../../platform/observability/index.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { INDEX_FORMAT } from '../search-index/index-module.ts'
import { staleModules } from './stale-module-rows.ts'

/** The kind is stored: it is never renamed. */
const fillSearchIndex = defineJob<Record<string, never>>({
  kind: 'fill_search_index',
  lane: 'upkeep',
  priority: 'due',
  maxAttempts: 3,
  timeoutMs: 30 * 60_000,
})

export interface FillIndexParts {
  queries: Kysely<Schema>
  changes: Pick<ModuleChanges, 'index'>
  logger: Logger
}

const EVERY_MINUTE = 60_000
const BATCH = 100

export function fillIndexJob(parts: FillIndexParts): { handler: HandledJob; recurring: RecurringJob } {
  return {
    handler: handleJob(fillSearchIndex, async ({ signal }) => {
      const filled = await fillIndex(parts, signal)
      if (filled > 0) parts.logger.info({ modules: filled }, 'modules were added to the search index')
    }),
    recurring: recurring(fillSearchIndex, { key: 'fill_search_index', payload: {}, everyMs: EVERY_MINUTE }),
  }
}

/** A transaction for each module: whoever publishes never waits for more than one. What is filled stays so if this ends early. */
export async function fillIndex({ queries, changes }: Pick<FillIndexParts, 'queries' | 'changes'>, signal: AbortSignal): Promise<number> {
  let filled = 0
  for (;;) {
    const stale = await staleModules(queries, INDEX_FORMAT, BATCH)
    for (const id of stale) {
      if (signal.aborted) return filled
      await changes.index(id)
      filled++
    }
    if (stale.length < BATCH) return filled
  }
}
