// Which inspections an earlier release made, so that their archives are inspected again; and the messages of annotated tags.
import { dialectOf, type Migration } from './migration.ts'

export const whatImportsRecord: Migration = {
  name: '0027-what-imports-record',
  async up(target) {
    const { integer, text } = dialectOf(target)
    await target.run(`alter table module_inspections add column format ${integer} not null default 0`)
    await target.run(`alter table module_inspections add column tried_at ${integer} not null default 0`)
    await target.run('create index module_inspections_format on module_inspections (format, key, tried_at)')
    await target.run(`alter table registry_module_versions add column tag_message ${text}`)
  },
}
