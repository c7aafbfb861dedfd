// Remembers when somebody downloaded a version last, so that a deletion can say who would miss it.
import { dialectOf, type Migration } from './migration.ts'

export const lastDownloads: Migration = {
  name: '0031-last-downloads',
  async up(target) {
    const { integer } = dialectOf(target)
    // 0 where the previous release wrote the row, which knows the first download alone.
    await target.run(`alter table registry_module_version_consumers add column last_downloaded_at ${integer} not null default 0`)
  },
}
