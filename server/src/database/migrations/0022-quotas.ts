// What quotas count: who created an organization, and the bytes of uploads and of the trash. What was found of archives in the trash.
// And the mark by which a database knows its storage.
import { dialectOf, type Migration } from './migration.ts'

export const quotas: Migration = {
  name: '0022-quotas',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    for (const statement of [
      `alter table organizations add column created_by ${text}`,
      'create index organizations_creator on organizations (created_by)',
      // Older organizations have a creator as far as the audit trail reaches.
      `update organizations set created_by = events.accessor_id from audit_events as events
        where events.action = 'create' and events.resource_type = 'organization' and events.resource_id = organizations.id`,
      `alter table registry_module_versions add column upload_size ${integer}`,
      // Stays null for what was deleted before, unless a version shares the archive: those entries are purged within a month.
      `alter table deleted_module_archives add column archive_size ${integer}`,
      `alter table deleted_module_archives add column archive_checked_at ${integer} not null default 0`,
      `alter table deleted_module_archives add column archive_problem ${text}`,
      `alter table deleted_module_archives add column archive_fingerprint ${text}`,
      `update deleted_module_archives set archive_size = (select max(archive_size) from registry_module_versions as versions
        where versions.archive_key = deleted_module_archives.archive_key)`,
      'create index deleted_module_archives_checked on deleted_module_archives (archive_checked_at)',
      `create table storage_marks (id ${text} primary key, mark ${text} not null, recorded_at ${integer} not null)${strict}`,
    ]) {
      await target.run(statement)
    }
  },
}
