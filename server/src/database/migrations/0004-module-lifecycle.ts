// Adds what follows publication: restorable deletion, deprecation, download counts, sharing.
import { type Dialect, dialectOf, type Migration } from './migration.ts'

export const moduleLifecycle: Migration = {
  name: '0004-module-lifecycle',
  async up(target) {
    const dialect = dialectOf(target)
    const parts = [versionColumns, deletion, downloads, sharing]
    for (const statement of parts.flatMap((part) => part(dialect))) await target.run(statement)
  },
}

const versionColumns = ({ text, integer }: Dialect) => [
  `alter table registry_module_versions add column deprecation ${text}`,
  `alter table registry_module_versions add column revocation ${text}`,
  `alter table registry_module_versions add column downloads ${integer} not null default 0`,
]

const deletion = ({ text, integer, strict }: Dialect) => [
  // The module's id is not a foreign key, because the module is deleted.
  `create table deleted_registry_modules (
    id ${text} primary key,
    organization_id ${text} not null references organizations (id) on delete cascade,
    registry_module_id ${text} not null,
    registry_name ${text} not null,
    namespace ${text} not null,
    name ${text} not null,
    provider ${text} not null,
    version ${text},
    version_count ${integer} not null,
    snapshot ${text} not null,
    deleted_by ${text} not null,
    deleted_at ${integer} not null,
    expires_at ${integer} not null
  )${strict}`,
  'create index deleted_registry_modules_organization on deleted_registry_modules (organization_id, deleted_at)',
  'create index deleted_registry_modules_expiry on deleted_registry_modules (expires_at)',
  `create table deleted_module_archives (
    deletion_id ${text} not null references deleted_registry_modules (id) on delete cascade,
    archive_key ${text} not null,
    primary key (deletion_id, archive_key)
  )${strict}`,
  'create index deleted_module_archives_key on deleted_module_archives (archive_key)',
]

const downloads = ({ text, integer, strict }: Dialect) => [
  `create table registry_module_downloads (
    registry_module_id ${text} not null references registry_modules (id) on delete cascade,
    day ${integer} not null,
    downloads ${integer} not null,
    primary key (registry_module_id, day)
  )${strict}`,
]

const sharing = ({ text, integer, strict }: Dialect) => [
  `create table organization_module_consumers (
    producer_id ${text} not null references organizations (id) on delete cascade,
    consumer_id ${text} not null references organizations (id) on delete cascade,
    primary key (producer_id, consumer_id)
  )${strict}`,
  'create index organization_module_consumers_consumer on organization_module_consumers (consumer_id)',
  `create table organization_administration (
    organization_id ${text} primary key references organizations (id) on delete cascade,
    global_module_sharing ${integer} not null,
    settings ${text} not null
  )${strict}`,
  'create index organization_administration_global on organization_administration (organization_id) where global_module_sharing = 1',
]
