import type { Queries } from '../../database/index.ts'
import type { OrganizationRenaming } from '../../organizations/index.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { allModules, modulesWithRevokedVersions, updateModule } from '../registry-module/module-rows.ts'
import { searchText } from '../registry-module/search-text.ts'

/** Renames the namespace of private modules with their organization. */
export function namespaceRenaming(changes: ModuleChanges): OrganizationRenaming {
  return {
    async renamed(tx: Queries, { id, to }) {
      const { committed } = await changes.within(tx, async (transaction) => {
        for (const { id: moduleId } of await allModules(tx, { organizationIds: [id], registryName: 'private' })) {
          await transaction.change(moduleId, async ({ module }) => {
            await updateModule(tx, moduleId, { namespace: to, searchText: searchText({ ...module, namespace: to }) })
            return { result: true, audit: null }
          })
        }
      })
      return committed
    },

    // A setting decides whether revoked versions are listed.
    async settingsChanged(tx: Queries, id) {
      const { committed } = await changes.within(tx, async (transaction) => {
        for (const moduleId of await modulesWithRevokedVersions(tx, id)) {
          await transaction.change(moduleId, async () => ({ result: true, audit: null }))
        }
      })
      return committed
    },
  }
}
