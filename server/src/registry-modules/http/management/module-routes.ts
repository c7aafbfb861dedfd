// Shared by all routes of a module: its path, finding it, and rendering it.
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { NotFound } from '../../../kernel/index.ts'
import type { ModuleViews } from '../../catalogue/module-views.ts'
import type { ModulePath, RegistryModules } from '../../catalogue/registry-modules.ts'
import type { RegistryModule } from '../../registry-module/registry-module.ts'
import { moduleDocument } from './module-document.ts'
import type { ModuleResource } from './module-schema.ts'

export interface ModuleParams {
  organization: string
  registry: string
  namespace: string
  name: string
  provider: string
}

export interface ModuleRouteParts {
  modules: RegistryModules
  views: ModuleViews
  publicUrl: string
}

export const COLLECTION = '/organizations/:organization/registry-modules'
export const MODULE = `${COLLECTION}/:registry/:namespace/:name/:provider`

export function pathOf({ organization, registry, namespace, name, provider }: ModuleParams): ModulePath {
  return { organization, registryName: registry, namespace, name, provider }
}

export function readByPath(
  { modules }: Pick<ModuleRouteParts, 'modules'>,
  request: FastifyRequest<{ Params: ModuleParams }>,
): Promise<RegistryModule> {
  return modules.read(request.subject, pathOf(request.params))
}

/** The same shape in every answer about a module. */
export async function render(
  { subject }: FastifyRequest,
  module: RegistryModule,
  { views, publicUrl }: ModuleRouteParts,
): Promise<{ data: Static<typeof ModuleResource> }> {
  const [view] = await views.of([module])
  if (view === undefined) throw new NotFound(`module ${module.id} not found`)
  return { data: moduleDocument(view, { subject, publicUrl }) }
}
