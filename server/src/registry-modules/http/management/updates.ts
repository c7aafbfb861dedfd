// PATCH of a module, and the labels it sets.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { RegistryModuleId } from '../../../kernel/index.ts'
import { bodyOf, type Resource } from '../../../platform/http/json-api/index.ts'
import type { ModuleUpdateRequest, ModuleUpdates } from '../../lifecycle/module-updates.ts'
import type { TagBinding } from '../../lifecycle/tag-bindings.ts'
import { MODULE, type ModuleParams, type ModuleRouteParts, pathOf, render } from './module-routes.ts'
import { TestConfigAttributes, testConfigRequest } from './schemas.ts'

const text = Type.Optional(Type.String())
const flag = Type.Optional(Type.Boolean())

const UpdateBody = bodyOf(
  ['registry-modules', 'registry-module'],
  Type.Object({
    'vcs-repo': Type.Optional(
      Type.Object({
        identifier: text,
        'display-identifier': text,
        'oauth-token-id': text,
        'github-app-installation-id': text,
        branch: text,
        tags: flag,
        'source-directory': text,
        'tag-prefix': text,
        'ingress-submodules': flag,
      }),
    ),
    'no-code': flag,
    'test-config': TestConfigAttributes,
  }),
  Type.Object({
    'tag-bindings': Type.Optional(
      Type.Object({ data: Type.Array(Type.Object({ attributes: Type.Object({ key: Type.String(), value: text }) })) }),
    ),
  }),
)

export function serveModuleUpdates(scope: FastifyInstance, routes: ModuleRouteParts & { updates: ModuleUpdates }): void {
  const { updates } = routes

  scope.patch<{ Params: ModuleParams; Body: Static<typeof UpdateBody> }>(MODULE, { schema: { body: UpdateBody } }, async (request) => {
    const module = await updates.update(request.subject, pathOf(request.params), updateOf(request.body))
    return render(request, module, routes)
  })

  scope.get<{ Params: { id: string } }>('/registry-modules/:id/tag-bindings', async ({ subject, params }) => ({
    data: (await updates.tagBindings(subject, params.id as RegistryModuleId)).map(bindingDocument),
  }))
}

function updateOf({ data: { attributes, relationships } }: Static<typeof UpdateBody>): ModuleUpdateRequest {
  const repo = attributes['vcs-repo']
  return {
    noCode: attributes['no-code'],
    testConfig: testConfigRequest(attributes['test-config']),
    tagBindings: relationships?.['tag-bindings']?.data.map((binding) => ({
      key: binding.attributes.key,
      value: binding.attributes.value ?? '',
    })),
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

function bindingDocument({ id, key, value }: TagBinding): Resource {
  return { id, type: 'tag-bindings', attributes: { key, value } }
}
