// Deletion in the three scopes of HCP Terraform's API, its deprecated forms, and restoring, which HCP Terraform lacks.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import type { DeletedModuleId } from '../../../kernel/index.ts'
import { pagedDocument, pageOf, timestamp } from '../../../platform/http/json-api/index.ts'
import type { ModuleViews } from '../../catalogue/module-views.ts'
import type { ListedDeletion } from '../../trash/deleted-module.ts'
import type { DeletedModules } from '../../trash/deleted-modules.ts'
import type { ModuleDeletions } from '../../trash/module-deletions.ts'
import {
  DELETE_MODULE,
  DELETE_MODULES,
  DELETE_THE_OLDER_WAY,
  DELETE_VERSION,
  type DeletedModuleResource,
  LIST_DELETED,
  PURGE,
  RESTORE,
} from './deletion-operations.ts'
import { renderModule } from './module-document.ts'

export interface DeletionRoutes {
  deletions: ModuleDeletions
  deletedModules: DeletedModules
  views: ModuleViews
  publicUrl: string
}

interface NameParams {
  organization: string
  registry: string
  namespace: string
  name: string
}
interface ModuleParams extends NameParams {
  provider: string
}
interface VersionParams extends ModuleParams {
  version: string
}

const NAME = '/organizations/:organization/registry-modules/:registry/:namespace/:name'

export function serveDeletion(scope: FastifyInstance, routes: DeletionRoutes): void {
  serveDelete(scope, routes)
  serveDeprecatedDelete(scope, routes)
  serveTrash(scope, routes)
}

function serveDelete(scope: FastifyInstance, { deletions }: DeletionRoutes): void {
  scope.delete<{ Params: NameParams }>(NAME, DELETE_MODULES, async ({ subject, params }, reply) => {
    const { organization, registry: registryName, namespace, name } = params
    await deletions.deleteModules(subject, organization, { registryName, namespace, name })
    return reply.code(204).send()
  })

  scope.delete<{ Params: ModuleParams }>(`${NAME}/:provider`, DELETE_MODULE, async ({ subject, params }, reply) => {
    const { organization, registry: registryName, namespace, name, provider } = params
    await deletions.deleteModules(subject, organization, { registryName, namespace, name, provider })
    return reply.code(204).send()
  })

  scope.delete<{ Params: VersionParams }>(`${NAME}/:provider/:version`, DELETE_VERSION, async ({ subject, params }, reply) => {
    const { organization, registry: registryName, namespace, name, provider, version } = params
    await deletions.deleteVersion(subject, organization, { registryName, namespace, name, provider }, version)
    return reply.code(204).send()
  })
}

/** These paths name no registry: go-tfe's tests also delete public modules through them. */
function serveDeprecatedDelete(scope: FastifyInstance, { deletions }: DeletionRoutes): void {
  const base = '/registry-modules/actions/delete/:organization/:name'
  type Params = Pick<VersionParams, 'organization' | 'name' | 'provider' | 'version'>

  scope.post<{ Params: Params }>(base, DELETE_THE_OLDER_WAY.modules, async ({ subject, params: { organization, name } }, reply) => {
    await deletions.deleteModules(subject, organization, { name })
    return reply.code(204).send()
  })

  scope.post<{ Params: Params }>(
    `${base}/:provider`,
    DELETE_THE_OLDER_WAY.module,
    async ({ subject, params: { organization, name, provider } }, reply) => {
      await deletions.deleteModules(subject, organization, { name, provider })
      return reply.code(204).send()
    },
  )

  scope.post<{ Params: Params }>(`${base}/:provider/:version`, DELETE_THE_OLDER_WAY.version, async ({ subject, params }, reply) => {
    const { organization, name, provider, version } = params
    const target = { registryName: 'private', namespace: organization, name, provider }
    await deletions.deleteVersion(subject, organization, target, version)
    return reply.code(204).send()
  })
}

function serveTrash(scope: FastifyInstance, { deletedModules, views, publicUrl }: DeletionRoutes): void {
  scope.get<{ Params: { organization: string } }>(
    '/organizations/:organization/deleted-registry-modules',
    LIST_DELETED,
    async (request) => {
      const page = await deletedModules.list(request.subject, request.params.organization, pageOf(request.query))
      return pagedDocument(page, (deleted) => deletedDocument(deleted, request.params.organization), publicUrl + request.url)
    },
  )

  scope.post<{ Params: { id: string } }>('/deleted-registry-modules/:id/actions/restore', RESTORE, async ({ subject, params }) => {
    const module = await deletedModules.restore(subject, params.id as DeletedModuleId)
    return renderModule(views, module, { subject, publicUrl })
  })

  scope.delete<{ Params: { id: string } }>('/deleted-registry-modules/:id', PURGE, async ({ subject, params }, reply) => {
    await deletedModules.purge(subject, params.id as DeletedModuleId)
    return reply.code(204).send()
  })
}

function deletedDocument(deleted: ListedDeletion, organization: string): Static<typeof DeletedModuleResource> {
  return {
    id: deleted.id,
    type: 'deleted-registry-modules',
    attributes: {
      'registry-name': deleted.registryName,
      namespace: deleted.namespace,
      name: deleted.name,
      provider: deleted.provider,
      // null: the whole module
      version: deleted.version,
      'version-count': deleted.versionCount,
      'deleted-by': deleted.deletedBy,
      'deleted-by-name': deleted.deletedByName,
      'deleted-at': timestamp(deleted.deletedAt),
      'expires-at': timestamp(deleted.expiresAt),
    },
    relationships: { organization: { data: { id: organization, type: 'organizations' } } },
  }
}
