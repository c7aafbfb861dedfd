// No-code modules as the API shows them.
import { type Static, Type } from 'typebox'
import { identifierOf, nullable, resourceSchema, SelfLink, toMany } from '../../../platform/http/json-api/index.ts'
import { registryDefault } from '../../../terraform/index.ts'
import type { NoCodeModuleWithOptions, VariableOption } from '../../no-code/no-code-module.ts'
import type { ModuleVariable } from '../../no-code/no-code-modules.ts'

export const NoCodeResource = resourceSchema('NoCodeModule', 'no-code-modules', {
  attributes: Type.Object({ enabled: Type.Boolean(), 'version-pin': nullable(Type.String()) }),
  relationships: Type.Object({
    organization: Type.Object({ data: identifierOf('organizations') }),
    'registry-module': Type.Object({ data: identifierOf('registry-modules') }),
    'variable-options': toMany('variable-options'),
  }),
  links: SelfLink,
})

export const VariableOptionResource = resourceSchema('VariableOption', 'variable-options', {
  attributes: Type.Object({
    'variable-name': Type.String(),
    'variable-type': Type.String({ examples: ['string'] }),
    options: Type.Array(Type.String()),
  }),
  relationships: Type.Object({ 'no-code-module': Type.Object({ data: identifierOf('no-code-modules') }) }),
})

export const ModuleVariableResource = resourceSchema('ModuleVariable', 'registry-module-variables', {
  attributes: Type.Object({
    name: Type.String(),
    type: Type.String({ examples: ['string'] }),
    description: Type.String(),
    required: Type.Boolean(),
    sensitive: Type.Boolean(),
    default: Type.String(),
    options: Type.Array(Type.String()),
    'has-global': Type.Boolean(),
  }),
})

export function noCodeDocument(noCode: NoCodeModuleWithOptions, organizationName: string): Static<typeof NoCodeResource> {
  return {
    id: noCode.id,
    type: 'no-code-modules',
    attributes: { enabled: noCode.enabled, 'version-pin': noCode.versionPin },
    relationships: {
      organization: { data: { id: organizationName, type: 'organizations' } },
      'registry-module': { data: { id: noCode.registryModuleId, type: 'registry-modules' } },
      'variable-options': { data: noCode.variableOptions.map(({ id }) => ({ id, type: 'variable-options' })) },
    },
    links: { self: `/api/v2/no-code-modules/${noCode.id}` },
  }
}

export function variableOptionDocument(option: VariableOption): Static<typeof VariableOptionResource> {
  return {
    id: option.id,
    type: 'variable-options',
    attributes: {
      'variable-name': option.variableName,
      'variable-type': option.variableType,
      options: option.options,
    },
    relationships: { 'no-code-module': { data: { id: option.noCodeModuleId, type: 'no-code-modules' } } },
  }
}

/** `has-global` concerns workspace variables, which Terrace does not have. */
export function moduleVariableDocument(noCodeId: string, { input, options }: ModuleVariable): Static<typeof ModuleVariableResource> {
  return {
    id: `${noCodeId}:${input.name}`,
    type: 'registry-module-variables',
    attributes: {
      name: input.name,
      type: input.type,
      description: input.description,
      required: input.required,
      sensitive: input.sensitive,
      default: registryDefault(input),
      options: [...options],
      'has-global': false,
    },
  }
}
