// Puts modules into a database as an import would leave them, without git.
import type { Database, Queries } from '../../../src/database/index.ts'
import { INSPECTION_FORMAT } from '../../../src/ingress/inspection-format.ts'
import type { OrganizationId } from '../../../src/kernel/index.ts'
import { insertModule } from '../../../src/registry-modules/changes/module-change-rows.ts'
import { refreshModule } from '../../../src/registry-modules/changes/refresh-module.ts'
import { describeInspection } from '../../../src/registry-modules/imports/description.ts'
import { newModule } from '../../../src/registry-modules/publishing/new-module.ts'
import { saveInspection } from '../../../src/registry-modules/registry-module/document-rows.ts'
import { newVersion } from '../../../src/registry-modules/registry-module/new-version.ts'
import { searchText } from '../../../src/registry-modules/registry-module/search-text.ts'
import { insertVersions } from '../../../src/registry-modules/registry-module/version-rows.ts'
import { indexModule } from '../../../src/registry-modules/search-index/index-module.ts'
import { inspectPackage, readConfigurationFile } from '../../../src/terraform/index.ts'
import type { CatalogueModule } from './catalogue-module.ts'

export { MODULES } from './modules.ts'
export { QUERIES } from './queries.ts'

export async function publishCatalogue(
  { queries }: Pick<Database, 'queries'>,
  organization: { id: OrganizationId; name: string },
  modules: readonly CatalogueModule[],
  versions = 1,
): Promise<void> {
  await queries.transaction().execute(async (tx: Queries) => {
    for (const module of modules) await publish(tx, organization, module, versions)
  })
}

async function publish(
  tx: Queries,
  organization: { id: OrganizationId; name: string },
  described: CatalogueModule,
  versions: number,
): Promise<void> {
  const { name, provider } = described
  const inspectionKey = `catalogue-${name}-${provider}`
  const document = inspectionOf(described)
  await saveInspection(tx, { key: inspectionKey, document, format: INSPECTION_FORMAT }, 1)
  const description = describeInspection(document)
  const module = newModule(organization, { name, provider }, 1)
  const { id } = await insertModule(tx, { ...module, description, searchText: searchText({ ...module, description }) })
  const rows = Array.from({ length: versions }, (_, minor) => ({
    ...newVersion(id, { version: `1.${minor}.0`, tag: `v1.${minor}.0`, source: 'git', now: 1 }),
    status: 'ok' as const,
    publishedAt: 1,
    inspectionKey,
  }))
  await insertVersions(tx, rows)
  await refreshModule(tx, id)
  await indexModule(tx, id)
}

export function inspectionOf({ name, about, more = '', inputs, outputs, resources, submodules = {} }: CatalogueModule): string {
  const directories = [
    { path: '', readme: `# ${name}\n\n${about}\n\n${more}`, inputs, outputs, resources },
    ...Object.entries(submodules).map(([submodule, { about: text, ...rest }]) => ({
      path: `modules/${submodule}/`,
      readme: `# ${submodule}\n\n${text}\n`,
      outputs: '',
      ...rest,
    })),
  ]
  const files = directories.map(({ path, ...has }) => ({
    path: `${path}main.tf`,
    content: () => readConfigurationFile('main.tf', Buffer.from(configuration(has))),
  }))
  const readmes = directories.map(({ path, readme }) => ({ path: `${path}README.md`, text: () => readme }))
  return JSON.stringify(inspectPackage({ files, readmes }))
}

function configuration({ inputs, outputs, resources }: { inputs: string; outputs: string; resources: string }): string {
  const created = resources.split(' ').map((type) => `resource "${type}" "this" {}\n`)
  return [...blocks('variable', inputs), ...blocks('output', outputs), ...created].join('\n')
}

function blocks(kind: 'variable' | 'output', list: string): string[] {
  const items = list.split(';').filter((each) => each.trim() !== '')
  return items.map((each) => {
    const [name = '', description = ''] = each.split(': ').map((part) => part.trim())
    const value = kind === 'output' ? '\n  value = 1' : ''
    return `${kind} "${name}" {\n  description = ${JSON.stringify(description)}${value}\n}\n`
  })
}
