// Every table, as TypeScript sees it. The same on SQLite and PostgreSQL: ids are text, times integer milliseconds,
// booleans the integers 0 and 1, structured values JSON text. Rows name the tables they use with `Pick<Schema, …>`.
import type { GitHostTables } from './schema/git-hosts.ts'
import type { IdentityTables } from './schema/identity.ts'
import type { MachineryTables } from './schema/machinery.ts'
import type { ModuleTables } from './schema/modules.ts'

export interface Schema extends IdentityTables, GitHostTables, ModuleTables, MachineryTables {}
