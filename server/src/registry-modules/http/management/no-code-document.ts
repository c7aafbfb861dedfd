// No-code modules as the API shows them.
import type { Resource } from '../../../platform/http/json-api/index.ts'
import { registryDefault } from '../../../terraform/index.ts'
import type { NoCodeModuleWithOptions, VariableOption } from '../../no-code/no-code-module.ts'
import type { ModuleVariable } from '../../no-code/no-code-modules.ts'

export function noCodeDocument(noCode: NoCodeModuleWithOptions, organizationName: string): Resource {
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

export function variableOptionDocument(option: VariableOption): Resource {
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

/** `has-global` is about variables of workspaces, which are not here. */
export function moduleVariableDocument(noCodeId: string, { input, options }: ModuleVariable): Resource {
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
      options,
      'has-global': false,
    },
  }
}
