// Which repository a module hangs on, and what happens to the one it leaves.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { NotFound, type VcsRepositoryId } from '../../kernel/index.ts'
import type { VcsRepositories } from '../../vcs/index.ts'
import { modulesOfRepository } from '../registry-module/module-rows.ts'

/** Part of the caller's transaction: makes the repository's next sync look at everything again. */
export async function reconnect(tx: Kysely<Schema>, repositories: VcsRepositories, id: VcsRepositoryId): Promise<void> {
  await repositories.connect(tx, await repositories.read(id))
}

/**
 * Part of the caller's transaction, after the module was taken off it: a repository no module comes from is not looked at
 * any more. Connecting first locks its row, so that somebody who publishes from it at the same moment is seen or waits.
 */
export async function leaveRepository(tx: Kysely<Schema>, repositories: VcsRepositories, id: VcsRepositoryId): Promise<void> {
  try {
    await reconnect(tx, repositories, id)
  } catch (error) {
    if (error instanceof NotFound) return
    throw error
  }
  if ((await modulesOfRepository(tx, id)).length === 0) await repositories.disconnect(tx, id)
}
