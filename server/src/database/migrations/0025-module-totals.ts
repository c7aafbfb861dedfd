// What a list of modules shows of their versions, so that it need not read them. And the order of that list.
import { dialectOf, type Migration } from './migration.ts'

export const moduleTotals: Migration = {
  name: '0025-module-totals',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    await target.run(`create table registry_module_totals (
      registry_module_id ${text} primary key references registry_modules (id) on delete cascade,
      published_versions ${integer} not null,
      failed_versions ${integer} not null,
      unfinished_versions ${integer} not null,
      latest_deprecated ${integer} not null,
      last_published_at ${integer},
      downloads ${integer} not null
    )${strict}`)
    // Few of many.
    await target.run('create index registry_module_totals_failed on registry_module_totals (registry_module_id) where failed_versions > 0')
    await target.run(
      'create index registry_module_totals_deprecated on registry_module_totals (registry_module_id) where latest_deprecated = 1',
    )
    await target.run('create index registry_modules_names on registry_modules (organization_id, name, provider, namespace, registry_name)')
    const failed = "versions.status in ('clone_failed', 'reg_ingress_req_failed', 'reg_ingress_failed')"
    await target.run(`insert into registry_module_totals
      select modules.id, ${count("versions.status = 'ok'")}, ${count(failed)},
        ${count(`versions.status <> 'ok' and not ${failed}`)},
        ${count("versions.status = 'ok' and versions.version = modules.latest_version and versions.deprecation is not null")},
        max(case when versions.status = 'ok' then versions.published_at end),
        coalesce((select sum(days.downloads) from registry_module_downloads days where days.registry_module_id = modules.id), 0)
      from registry_modules modules left join registry_module_versions versions on versions.registry_module_id = modules.id
      group by modules.id`)
  },
}

function count(condition: string): string {
  return `count(case when ${condition} then 1 end)`
}
