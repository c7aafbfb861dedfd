// The commits between a version's tag and the one before. Versions of earlier releases get them with the next import of their repository.
import { dialectOf, type Migration } from './migration.ts'

export const versionCommits: Migration = {
  name: '0030-version-commits',
  async up(target) {
    const { integer, text, strict } = dialectOf(target)
    await target.run(`create table registry_module_version_commits (
      registry_module_version_id ${text} primary key references registry_module_versions (id) on delete cascade,
      since_version ${text} not null,
      total ${integer} not null,
      commits ${text} not null
    )${strict}`)
  },
}
