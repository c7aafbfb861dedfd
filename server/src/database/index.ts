export { isDeadlock, isForeignKeyViolation, isUniqueViolation } from './errors.ts'
export { migrateToLatest, pendingMigrations } from './migrate.ts'
export { type Database, type DatabaseConfig, openDatabase, type Queries } from './open.ts'
export type { Schema } from './schema.ts'
