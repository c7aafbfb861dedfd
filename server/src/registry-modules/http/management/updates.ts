// PATCH of a module, and its labels.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import type { RegistryModuleId } from '../../../kernel/index.ts'
import { tagBindingDocument, tagBindingRequests } from '../../../platform/http/json-api/index.ts'
import type { ModuleUpdateRequest, ModuleUpdates } from '../../lifecycle/module-updates.ts'
import { LIST_TAG_BINDINGS, UPDATE_MODULE } from './module-operations.ts'
import { MODULE, type ModuleParams, type ModuleRouteParts, pathOf, render } from './module-routes.ts'
import { testConfigRequest, type UpdateModuleBody } from './schemas.ts'

export function serveModuleUpdates(scope: FastifyInstance, routes: ModuleRouteParts & { updates: ModuleUpdates }): void {
  const { updates } = routes

  scope.patch<{ Params: ModuleParams; Body: Static<typeof UpdateModuleBody> }>(MODULE, UPDATE_MODULE, async (request) => {
    const module = await updates.update(request.subject, pathOf(request.params), updateOf(request.body))
    return render(request, module, routes)
  })

  scope.get<{ Params: { id: string } }>('/registry-modules/:id/tag-bindings', LIST_TAG_BINDINGS, async ({ subject, params }) => ({
    data: (await updates.tagBindings(subject, params.id as RegistryModuleId)).map(tagBindingDocument),
  }))
}

function updateOf({ data: { attributes, relationships } }: Static<typeof UpdateModuleBody>): ModuleUpdateRequest {
  const repo = attributes['vcs-repo']
  const bindings = relationships?.['tag-bindings']?.data
  return {
    noCode: attributes['no-code'],
    testConfig: testConfigRequest(attributes['test-config']),
    tagBindings: bindings && tagBindingRequests(bindings),
    ...(repo === undefined
      ? {}
      : {
          repository: {
            identifier: repo.identifier,
            displayIdentifier: repo['display-identifier'],
            oauthTokenId: repo['oauth-token-id'],
            githubAppInstallationId: repo['github-app-installation-id'],
            branch: repo.branch,
            tags: repo.tags,
            sourceDirectory: repo['source-directory'],
            tagPrefix: repo['tag-prefix'],
            ingressSubmodules: repo['ingress-submodules'],
          },
        }),
  }
}
