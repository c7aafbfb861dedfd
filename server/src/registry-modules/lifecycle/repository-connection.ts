// What happens to repositories when a module moves from one to another.
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { NotFound, type VcsRepositoryId } from '../../kernel/index.ts'
import type { VcsRepositories } from '../../vcs/index.ts'
import { modulesOfRepository } from '../registry-module/module-rows.ts'

/** Part of the caller's transaction. The repository's next sync then decides on all tags again. */
export async function reconnect(tx: Kysely<Schema>, repositories: VcsRepositories, id: VcsRepositoryId): Promise<void> {
  await repositories.connect(tx, await repositories.read(id))
}

/**
 * Part of the caller's transaction, after the module left it. Disconnects a repository that no module uses. Connecting
 * first locks its row, so that a concurrent publication either is seen here or waits.
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
