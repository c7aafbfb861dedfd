// What the last look at a version's archive found. Versions that share an archive share the finding.
import { dialectOf, type Migration } from './migration.ts'

export const archiveChecks: Migration = {
  name: '0019-archive-checks',
  async up(target) {
    const { text, integer } = dialectOf(target)
    for (const statement of [
      `alter table registry_module_versions add column archive_checked_at ${integer} not null default 0`,
      `alter table registry_module_versions add column archive_problem ${text}`,
      `alter table registry_module_versions add column archive_fingerprint ${text}`,
      "create index registry_module_versions_archive_checked on registry_module_versions (archive_checked_at) where status = 'ok'",
      'create index registry_module_versions_archive_problem on registry_module_versions (archive_checked_at) where archive_problem is not null',
    ]) {
      await target.run(statement)
    }
  },
}
