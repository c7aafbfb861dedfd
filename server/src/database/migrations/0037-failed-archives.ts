// Remembers where the files of a version are whose import failed, so that people can read the line that it failed for.
import { dialectOf, type Migration } from './migration.ts'

export const failedArchives: Migration = {
  name: '0037-failed-archives',
  async up(target) {
    const { text, integer } = dialectOf(target)
    await target.run(`alter table registry_module_versions add column failed_archive_key ${text}`)
    await target.run(`alter table registry_module_versions add column failed_archive_size ${integer}`)
    // The sweep asks which of its keys a version still has; few have one.
    await target.run(
      `create index registry_module_versions_by_failed_archive on registry_module_versions (failed_archive_key)
        where failed_archive_key is not null`,
    )
  },
}
