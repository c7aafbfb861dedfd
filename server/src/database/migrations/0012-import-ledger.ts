// Adds the history of imports, and pauses of connections whose host has problems.
import { type Dialect, dialectOf, type Migration } from './migration.ts'

export const importLedger: Migration = {
  name: '0012-import-ledger',
  async up(target) {
    const dialect = dialectOf(target)
    for (const statement of [...pauses(dialect), ...events(dialect)]) await target.run(statement)
  },
}

const pauses = ({ text, integer, strict }: Dialect) => [
  `create table vcs_connection_pauses (
    oauth_token_id ${text} primary key references oauth_tokens (id) on delete cascade,
    reason ${text} not null,
    failures ${integer} not null,
    paused_until ${integer} not null
  )${strict}`,
]

const events = ({ text, integer, strict }: Dialect) => [
  `create table import_event_positions (
    id ${integer} primary key,
    last_position ${integer} not null
  )${strict}`,
  `create table import_events (
    position ${integer} primary key,
    organization_id ${text} not null,
    registry_module_id ${text} not null references registry_modules (id) on delete cascade,
    kind ${text} not null,
    status ${text} not null,
    version ${text},
    message ${text},
    detail ${text} not null,
    listed ${integer} not null,
    started_at ${integer} not null,
    duration_ms ${integer},
    recorded_at ${integer} not null
  )${strict}`,
  'create index import_events_module on import_events (registry_module_id, position)',
  'create index import_events_organization on import_events (organization_id, position)',
  'create index import_events_recorded on import_events (recorded_at)',
]
