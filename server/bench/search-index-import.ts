// What the search index costs the database in an import, tag by tag, when every tag changes something that is searched.
import type { Database, Queries } from '../src/database/index.ts'
import { INSPECTION_FORMAT } from '../src/ingress/inspection-format.ts'
import type { RegistryModuleId } from '../src/kernel/index.ts'
import { insertModule, lockModule } from '../src/registry-modules/changes/module-change-rows.ts'
import { refreshModule } from '../src/registry-modules/changes/refresh-module.ts'
import { newModule } from '../src/registry-modules/publishing/new-module.ts'
import { saveInspection } from '../src/registry-modules/registry-module/document-rows.ts'
import { newVersion } from '../src/registry-modules/registry-module/new-version.ts'
import { insertVersions } from '../src/registry-modules/registry-module/version-rows.ts'
import { indexModule } from '../src/registry-modules/search-index/index-module.ts'
import { moduleServices } from '../test/support/module-services.ts'
import { inspectionOf, MODULES } from '../test/support/search-catalogue/index.ts'
import { figure, median } from './figures.ts'
import { line, table } from './report.ts'

const TAGS = 200
const ROUNDS = 5

interface Tag {
  version: string
  inspection: { key: string; document: string; format: number }
}

export async function benchImportOfIndexed(kind: string, database: Database): Promise<void> {
  const { organization } = await moduleServices(database)
  const tags = describeTags()
  const rounds: { bare: number; indexed: number }[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const times = { bare: 0, indexed: 0 }
    const both = ['bare', 'indexed'] as const
    for (const which of round % 2 === 0 ? both : both.toReversed()) {
      const module = newModule(organization, { name: `${which}-${round}`, provider: 'aws' }, 1)
      const { id } = await database.queries.transaction().execute(async (tx: Queries) => insertModule(tx, module))
      const began = performance.now()
      for (const tag of tags) await importTag(database, id, tag, which === 'indexed')
      times[which] = performance.now() - began
    }
    // The first round only warms up.
    if (round > 0) rounds.push(times)
  }
  const perTag = (which: 'bare' | 'indexed') => figure(median(rounds.map((times) => times[which])) / TAGS)
  line(
    `\nThe database's part of an import of ${TAGS} tags in ascending order, each of which changes an input: the most that indexing can do.\n`,
  )
  table(
    [`${kind}, ms a tag`, 'without the index', 'with it', 'median of ratios'],
    [['import', perTag('bare'), perTag('indexed'), figure(median(rounds.map(({ bare, indexed }) => indexed / bare)))]],
  )
}

function describeTags(): Tag[] {
  const [described] = MODULES
  if (described === undefined) throw new Error('there is no module to import')
  return Array.from({ length: TAGS }, (_, minor) => {
    const document = inspectionOf({ ...described, inputs: `${described.inputs}; option_${minor}: Since 1.${minor}` })
    return { version: `1.${minor}.0`, inspection: { key: `option-${minor}`, document, format: INSPECTION_FORMAT } }
  })
}

async function importTag({ queries }: Database, id: RegistryModuleId, { version, inspection }: Tag, isIndexed: boolean): Promise<void> {
  await queries.transaction().execute(async (tx: Queries) => {
    await lockModule(tx, id, 1)
    await saveInspection(tx, inspection, 1)
    const row = newVersion(id, { version, tag: `v${version}`, source: 'git', now: 1 })
    await insertVersions(tx, [{ ...row, status: 'ok' as const, publishedAt: 1, inspectionKey: inspection.key }])
    await refreshModule(tx, id)
    if (isIndexed) await indexModule(tx, id)
  })
}
