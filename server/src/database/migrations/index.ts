// Every migration, oldest first. Listed by hand, so that the order is decided in review and not by file names.
import { initial } from './0001-initial.ts'
import { moduleLifecycle } from './0004-module-lifecycle.ts'
import type { Migration } from './migration.ts'

export type { Migration, MigrationTarget } from './migration.ts'

export const MIGRATIONS: readonly Migration[] = [initial, moduleLifecycle]
