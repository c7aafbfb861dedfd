// The requests and responses of the routes for no-code modules.
import { Type } from 'typebox'
import { operationsOf } from '../../../platform/http/index.ts'
import { bodyOf, created, including, listOf, NOTHING, one } from '../../../platform/http/json-api/index.ts'
import { ModuleVariableResource, NoCodeResource, VariableOptionResource } from './no-code-document.ts'

const operation = operationsOf('No-code modules')

const text = Type.Optional(Type.String())
const Options = Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()]))

export const NoCodeBody = bodyOf(
  ['no-code-modules', 'no-code-module'],
  Type.Object({ enabled: Type.Optional(Type.Boolean()), 'version-pin': text }),
  Type.Object({
    'registry-module': Type.Optional(Type.Object({ data: Type.Optional(Type.Object({ id: Type.String() })) })),
    'variable-options': Type.Optional(
      Type.Object({
        data: Type.Optional(
          Type.Array(
            Type.Object({
              id: text,
              attributes: Type.Object({ 'variable-name': Type.String(), 'variable-type': text, options: Type.Optional(Options) }),
            }),
          ),
        ),
      }),
    ),
  }),
)

export const NO_CODE_INCLUSIONS = ['variable-options'] as const
const query = Type.Object(including(NO_CODE_INCLUSIONS))
const included = [VariableOptionResource]

export const CREATE_NO_CODE = operation('createNoCodeModule', 'Enable no-code provisioning for a module', {
  query,
  body: NoCodeBody,
  answers: created(NoCodeResource, { included }),
})
export const READ_NO_CODE = operation('readNoCodeModule', 'Read a no-code module', { query, answers: one(NoCodeResource, { included }) })
export const UPDATE_NO_CODE = operation('updateNoCodeModule', 'Update a no-code module', {
  query,
  body: NoCodeBody,
  answers: one(NoCodeResource, { included }),
})
export const DELETE_NO_CODE = operation('deleteNoCodeModule', 'Delete a no-code module', { answers: NOTHING })
export const LIST_MODULE_VARIABLES = operation('listNoCodeModuleVariables', 'List the variables of a no-code module', {
  answers: listOf(ModuleVariableResource),
})
