// The modules of a connection. HCP Terraform has no counterpart.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { GithubAppId, OAuthClientId, Page } from '../../../kernel/index.ts'
import { operationsOf } from '../../../platform/http/index.ts'
import { pagedDocument, pageOf, pageOfMany, paging } from '../../../platform/http/json-api/index.ts'
import type { ModuleViews } from '../../catalogue/module-views.ts'
import type { ConnectionModules } from '../../lifecycle/connection-modules.ts'
import type { RegistryModule } from '../../registry-module/registry-module.ts'
import { moduleDocument } from '../management/module-document.ts'
import { ModuleResource } from '../management/module-schema.ts'

export interface ConnectionModuleRoutes {
  connectionModules: ConnectionModules
  views: ModuleViews
  publicUrl: string
}

interface IdParams {
  id: string
}

const described = { query: Type.Object(paging()), answers: pageOfMany(ModuleResource) }
const LIST_OF_CLIENT = operationsOf('Connections')('listOAuthClientModules', 'List the modules of a connection', described)
const LIST_OF_APP = operationsOf('GitHub Apps')('listGithubAppModules', 'List the modules of a GitHub App', described)

export function serveConnectionModules(scope: FastifyInstance, { connectionModules, views, publicUrl }: ConnectionModuleRoutes): void {
  async function rendered({ subject, url }: Pick<FastifyRequest, 'subject' | 'url'>, page: Page<RegistryModule>) {
    const items = await views.of(page.items)
    return pagedDocument({ ...page, items }, (view) => moduleDocument(view, { subject, publicUrl }), publicUrl + url)
  }

  scope.get<{ Params: IdParams }>('/oauth-clients/:id/registry-modules', LIST_OF_CLIENT, async (request) => {
    const { subject, params, query } = request
    return await rendered(request, await connectionModules.ofClient(subject, params.id as OAuthClientId, pageOf(query)))
  })

  scope.get<{ Params: IdParams }>('/github-apps/:id/registry-modules', LIST_OF_APP, async (request) => {
    const { subject, params, query } = request
    return await rendered(request, await connectionModules.ofApp(subject, params.id as GithubAppId, pageOf(query)))
  })
}
