// What modules are counted by becomes one number, and the content moves out of the rows that every search reads.
import { dialectOf, type Migration, type MigrationTarget } from './migration.ts'

export const searchableFacets: Migration = {
  name: '0029-searchable-facets',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    await target.run(`create table module_search_facets (
      organization_id ${text} not null references organizations (id) on delete cascade,
      number ${integer} not null,
      facets ${text} not null,
      primary key (organization_id, number)
    )${strict}`)
    await target.run(`create table module_search_contents (
      document ${integer} primary key references module_search_documents (number) on delete cascade,
      content ${text} not null
    )${strict}`)
    await target.run('insert into module_search_contents select number, content from module_search_documents')
    await target.run('drop index module_search_documents_facets')
    await target.run('alter table module_search_documents drop column content')
    await target.run(`alter table module_search_documents add column facets ${integer} not null default 0`)
    await numberFacets(target)
    // PostgreSQL would else keep the room of the content, and read it with every search.
    if (target.kind === 'postgres')
      await target.run(`alter table module_search_documents alter column facets type ${integer} using facets + 0`)
    await target.run('create index module_search_documents_facets on module_search_documents (organization_id, facets)')
    await target.run('create index module_search_documents_addresses on module_search_documents (organization_id, address)')
  },
}

/** The least of the documents that have the same facets names them. */
async function numberFacets(target: MigrationTarget): Promise<void> {
  await target.run(`create table module_search_migrated as
    select document, organization_id, facets, min(document) over (partition by organization_id, facets) as number
    from (select number as document, organization_id, ${facetsIn(target)} as facets from module_search_documents documents) as documents`)
  await target.run('create index module_search_migrated_documents on module_search_migrated (document)')
  await target.run(
    'insert into module_search_facets select organization_id, number, facets from module_search_migrated where document = number',
  )
  await target.run(`update module_search_documents set facets = (
    select migrated.number from module_search_migrated migrated where migrated.document = module_search_documents.number
  )`)
  await target.run('drop table module_search_migrated')
}

/** As registry-modules/search-index/facets.ts writes them. */
function facetsIn({ kind }: MigrationTarget): string {
  const columns = 'registry_name, provider, status, has_failed, is_deprecated'
  const labels = (array: string, aggregate: string) => `(
    select ${aggregate}(${array}(key, value)) from (
      select key, value from registry_module_tag_bindings bindings
      where bindings.registry_module_id = documents.registry_module_id order by key
    ) as labels
  )`
  return kind === 'sqlite'
    ? `json_array(${columns}, json(${labels('json_array', 'json_group_array')}))`
    : `cast(json_build_array(${columns}, coalesce(${labels('json_build_array', 'json_agg')}, json_build_array())) as text)`
}
