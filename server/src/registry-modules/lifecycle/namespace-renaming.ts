import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { systemClock } from '../../kernel/index.ts'
import type { OrganizationRenaming } from '../../organizations/index.ts'
import { listModules, lockModule, modulesWithRevokedVersions, updateModule } from '../registry-module/module-rows.ts'
import { refreshModule } from '../registry-module/publication-state.ts'
import { searchText } from '../registry-module/search-text.ts'

const ALL = { offset: 0, limit: 1_000_000 }

/** The namespace of private modules is their organization's name, so it follows when that changes. */
export const namespaceRenaming: OrganizationRenaming = {
  async renamed(transaction: Kysely<Schema>, { id, from, to }) {
    const { modules } = await listModules(transaction, { organizationIds: [id], registryName: 'private', namespace: from }, ALL)
    for (const module of modules) {
      await updateModule(transaction, module.id, { namespace: to, search_text: searchText({ ...module, namespace: to }) })
      await refreshModule(transaction, module.id)
    }
  },

  async settingsChanged(transaction: Kysely<Schema>, id) {
    for (const moduleId of await modulesWithRevokedVersions(transaction, id)) {
      if (await lockModule(transaction, moduleId, systemClock.now())) await refreshModule(transaction, moduleId)
    }
  },
}
