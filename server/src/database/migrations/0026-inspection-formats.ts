// Which inspections an earlier release made, so that the archives are inspected again.
import { dialectOf, type Migration } from './migration.ts'

export const inspectionFormats: Migration = {
  name: '0026-inspection-formats',
  async up(target) {
    const { integer } = dialectOf(target)
    await target.run(`alter table module_inspections add column format ${integer} not null default 0`)
    await target.run(`alter table module_inspections add column tried_at ${integer} not null default 0`)
    await target.run('create index module_inspections_format on module_inspections (format, key, tried_at)')
  },
}
