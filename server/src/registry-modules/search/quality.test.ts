import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { moduleServices } from '../../../test/support/module-services.ts'
import { MODULES, publishCatalogue, QUERIES } from '../../../test/support/search-catalogue/index.ts'
import { meanReciprocalRank, rankQueries } from '../../../test/support/search-catalogue/quality.ts'
import { ModuleSummaries } from '../catalogue/module-summaries.ts'
import { ModuleSearch } from './module-search.ts'

describeOnEveryDatabase('the ranking of the search', (open) => {
  it('has what people look for at or near the top, misspelled words included', async () => {
    const services = await moduleServices(await open())
    const { organization, owner, database } = services
    await publishCatalogue(database, organization, MODULES)
    const ranked = await rankQueries(new ModuleSearch({ ...services, summaries: new ModuleSummaries(services) }), owner, organization.name)
    const notFirst = ranked.filter(({ rank }) => rank !== 1)
    expect(MODULES.length).toBeGreaterThanOrEqual(40)
    expect(QUERIES.length).toBeGreaterThanOrEqual(60)
    expect(meanReciprocalRank(ranked), JSON.stringify(notFirst)).toBeGreaterThanOrEqual(0.9)
  })
})
