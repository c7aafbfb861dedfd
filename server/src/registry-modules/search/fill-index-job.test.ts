import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { moduleServices } from '../../../test/support/module-services.ts'
import { MODULES, publishCatalogue } from '../../../test/support/search-catalogue/index.ts'
import { ModuleSummaries } from '../catalogue/module-summaries.ts'
import { fillIndex } from './fill-index-job.ts'
import { ModuleSearch } from './module-search.ts'

describeOnEveryDatabase('filling the search index', (open) => {
  it('adds modules of an earlier release, goes on after an interruption, and changes nothing else', async () => {
    const services = await moduleServices(await open())
    const { organization, owner, database, changes } = services
    const { queries } = database
    await publishCatalogue(database, organization, MODULES.slice(0, 5))
    const search = new ModuleSearch({ ...services, summaries: new ModuleSummaries(services) })
    const found = async (q: string) => {
      const { items } = await search.search(owner, organization.name, { q, order: 'name', facets: false }, { number: 1, size: 20 })
      return items.map(({ summary }) => summary.module.name)
    }
    const before = await queries.selectFrom('registry_modules').selectAll().orderBy('id').execute()
    expect(await found('input:tags')).toHaveLength(5)
    // Of an earlier release: one that the migration left without words, and one that was published during the upgrade.
    await queries.deleteFrom('module_search_documents').where('address', 'like', 'vpc%').execute()
    await queries.deleteFrom('module_search_postings').execute()
    await queries.deleteFrom('module_search_contents').execute()
    await queries.updateTable('module_search_documents').set({ format: 0, fingerprint: '' }).execute()
    expect(await found('input:tags')).toEqual([])
    const interrupted = { index: async (id: never) => (await changes.index(id), stop.abort()) }
    const stop = new AbortController()
    expect(await fillIndex({ queries, changes: interrupted }, stop.signal)).toBe(1)
    expect(await found('input:tags')).toHaveLength(1)
    expect(await fillIndex({ queries, changes }, new AbortController().signal)).toBe(4)
    expect(await fillIndex({ queries, changes }, new AbortController().signal)).toBe(0)
    expect(await found('input:tags')).toHaveLength(5)
    expect(await queries.selectFrom('registry_modules').selectAll().orderBy('id').execute()).toEqual(before)
  })
})
