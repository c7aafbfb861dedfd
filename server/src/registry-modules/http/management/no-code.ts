// /api/v2/…/no-code-modules. Provisioning needs workspaces, whose routes answer 404 here.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { Invalid, type NoCodeModuleId, type RegistryModuleId } from '../../../kernel/index.ts'
import type { Organizations } from '../../../organizations/index.ts'
import { inclusionsOf } from '../../../platform/http/json-api/index.ts'
import type { NoCodeModuleWithOptions } from '../../no-code/no-code-module.ts'
import type { NoCodeModuleRequest, NoCodeModules } from '../../no-code/no-code-modules.ts'
import { moduleVariableDocument, noCodeDocument, variableOptionDocument } from './no-code-document.ts'
import {
  CREATE_NO_CODE,
  DELETE_NO_CODE,
  LIST_MODULE_VARIABLES,
  NO_CODE_INCLUSIONS,
  type NoCodeBody,
  READ_NO_CODE,
  UPDATE_NO_CODE,
} from './no-code-operations.ts'

export interface NoCodeRoutes {
  noCode: NoCodeModules
  organizations: Organizations
}

interface IdParams {
  id: string
}

const NO_CODE = '/no-code-modules/:id'

export function serveNoCodeModules(scope: FastifyInstance, { noCode, organizations }: NoCodeRoutes): void {
  type Body = Static<typeof NoCodeBody>

  async function render({ subject, query }: FastifyRequest, found: NoCodeModuleWithOptions) {
    const includes = inclusionsOf(query, NO_CODE_INCLUSIONS)
    const { name } = await organizations.readById(subject, found.organizationId)
    const data = noCodeDocument(found, name)
    return includes.has('variable-options') ? { data, included: found.variableOptions.map(variableOptionDocument) } : { data }
  }

  scope.post<{ Params: { organization: string }; Body: Body }>(
    '/organizations/:organization/no-code-modules',
    CREATE_NO_CODE,
    async (request, reply) => {
      const moduleId = request.body.data.relationships?.['registry-module']?.data?.id
      if (moduleId === undefined) throw new Invalid("Registry module can't be blank", '/data/relationships/registry-module')
      const { subject, params, body } = request
      const created = await noCode.create(subject, params.organization, moduleId as RegistryModuleId, requestOf(body))
      return reply.code(201).send(await render(request, created))
    },
  )

  scope.get<{ Params: IdParams }>(NO_CODE, READ_NO_CODE, async (request) =>
    render(request, await noCode.read(request.subject, request.params.id as NoCodeModuleId)),
  )

  scope.patch<{ Params: IdParams; Body: Body }>(NO_CODE, UPDATE_NO_CODE, async (request) =>
    render(request, await noCode.update(request.subject, request.params.id as NoCodeModuleId, requestOf(request.body))),
  )

  scope.delete<{ Params: IdParams }>(NO_CODE, DELETE_NO_CODE, async ({ subject, params }, reply) => {
    await noCode.delete(subject, params.id as NoCodeModuleId)
    return reply.code(204).send()
  })

  scope.get<{ Params: IdParams & { version: string } }>(
    `${NO_CODE}/versions/:version/module-variables`,
    LIST_MODULE_VARIABLES,
    async ({ subject, params }) => {
      const variables = await noCode.variables(subject, params.id as NoCodeModuleId, params.version)
      return { data: variables.map((variable) => moduleVariableDocument(params.id, variable)) }
    },
  )
}

function requestOf({ data: { attributes, relationships } }: Static<typeof NoCodeBody>): NoCodeModuleRequest {
  return {
    enabled: attributes.enabled,
    versionPin: attributes['version-pin'],
    variableOptions: relationships?.['variable-options']?.data?.map(({ id, attributes: option }) => ({
      id,
      variableName: option['variable-name'],
      variableType: option['variable-type'] ?? 'string',
      options: (option.options ?? []).map(String),
    })),
  }
}
