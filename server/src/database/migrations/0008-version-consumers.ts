// Records who has downloaded which version, so that a revocation can spare known consumers.
import { dialectOf, type Migration } from './migration.ts'

export const versionConsumers: Migration = {
  name: '0008-version-consumers',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    // Versions and modules are not foreign keys, so that consumers stay known when a deleted version is restored.
    await target.run(`create table registry_module_version_consumers (
      registry_module_version_id ${text} not null,
      consumer_id ${text} not null,
      registry_module_id ${text} not null,
      first_downloaded_at ${integer} not null,
      primary key (registry_module_version_id, consumer_id)
    )${strict}`)
  },
}
