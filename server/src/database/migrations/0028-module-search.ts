// The search index: what modules say of themselves, by word. A job fills it for the modules that exist.
import { dialectOf, type Migration } from './migration.ts'

export const moduleSearch: Migration = {
  name: '0028-module-search',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    await target.run(`create table module_search_documents (
      number ${integer} primary key,
      registry_module_id ${text} not null unique references registry_modules (id) on delete cascade,
      organization_id ${text} not null references organizations (id) on delete cascade,
      registry_name ${text} not null,
      provider ${text} not null,
      status ${text} not null,
      has_failed ${integer} not null,
      is_deprecated ${integer} not null,
      address ${text} not null,
      version ${text} not null,
      format ${integer} not null,
      fingerprint ${text} not null,
      content ${text} not null
    )${strict}`)
    await target.run(`create index module_search_documents_facets on module_search_documents
      (organization_id, registry_name, provider, status, has_failed, is_deprecated)`)
    await target.run('create index module_search_documents_format on module_search_documents (format)')
    await target.run(`create table module_search_postings (
      document ${integer} not null references module_search_documents (number) on delete cascade,
      term ${text} not null,
      space ${integer} not null,
      weight ${integer} not null,
      primary key (document, term)
    )${strict}`)
    await target.run('create index module_search_postings_terms on module_search_postings (space, term, document, weight)')
    await target.run(`create table module_search_words (
      organization_id ${text} not null references organizations (id) on delete cascade,
      word ${text} not null,
      primary key (organization_id, word)
    )${strict}`)
    await target.run(`create table module_search_grams (
      organization_id ${text} not null references organizations (id) on delete cascade,
      gram ${text} not null,
      word ${text} not null,
      primary key (organization_id, gram, word)
    )${strict}`)
    // Lists and facets are complete at once; format 0 says that the words are not there yet.
    await target.run(`insert into module_search_documents
      select row_number() over (order by modules.id), modules.id, modules.organization_id, modules.registry_name, modules.provider,
        modules.status, case when totals.failed_versions > 0 then 1 else 0 end, coalesce(totals.latest_deprecated, 0),
        modules.name || ' ' || modules.provider || ' ' || modules.namespace || ' ' || modules.registry_name, '', 0, '', ''
      from registry_modules modules left join registry_module_totals totals on totals.registry_module_id = modules.id`)
  },
}
