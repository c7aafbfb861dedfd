// A directory of a version as its inspection found it, whole or in parts. HCP Terraform has no counterpart.
import type { Static } from 'typebox'
import { type DirectoryInspection, type Input, type Output, shownDiagnostic } from '../../../terraform/index.ts'
import type { InspectedDirectory } from '../../catalogue/module-inspections.ts'
import type { InputSchema, InspectionPart, InspectionParts, InspectionResource, OutputSchema } from './inspection-schema.ts'

/** @param parts which parts to show besides the counts */
export function inspectionDocument(
  { version, kind, directory }: InspectedDirectory,
  parts: readonly InspectionPart[] = [],
): Static<typeof InspectionResource> {
  const { path, name, view, empty, hasTofuFiles, requiredVersions } = directory
  return {
    id: `${version.id}:${path}`,
    type: 'module-inspections',
    attributes: {
      version: version.version,
      path,
      name,
      kind,
      view,
      empty,
      'has-tofu-files': hasTofuFiles,
      counts: countsOf(directory),
      'required-versions': requiredVersions.map(({ constraint, file, line }) => ({ constraint, file, line })),
      ...Object.assign({}, ...parts.map((part) => ({ [part]: RENDER[part](directory) }))),
    },
    relationships: { 'registry-module-version': { data: { id: version.id, type: 'registry-module-versions' } } },
  }
}

function countsOf(directory: DirectoryInspection) {
  const ofMode = (wanted: string) => directory.resources.filter(({ mode }) => mode === wanted).length
  return {
    inputs: directory.inputs.length,
    'required-inputs': directory.inputs.filter(({ required }) => required).length,
    outputs: directory.outputs.length,
    providers: directory.providers.length,
    resources: ofMode('managed'),
    'data-sources': ofMode('data'),
    'ephemeral-resources': ofMode('ephemeral'),
    'module-calls': directory.moduleCalls.length,
    diagnostics: directory.diagnostics.length,
    'readme-characters': directory.readme.length,
  }
}

const RENDER: { [Part in InspectionPart]: (directory: DirectoryInspection) => Static<typeof InspectionParts>[Part] } = {
  inputs: ({ inputs }) => inputs.map(inputDocument),
  outputs: ({ outputs }) => outputs.map(outputDocument),
  providers: ({ providers }) =>
    providers.map(({ name, namespace, source, version, configurationAliases, file, line }) => ({
      name,
      namespace,
      source,
      version,
      'configuration-aliases': configurationAliases,
      file,
      line,
    })),
  'provider-configurations': ({ providerConfigurations }) =>
    providerConfigurations.map(({ name, alias, file, line }) => ({ name, alias, file, line })),
  resources: ({ resources }) =>
    resources.map(({ mode, type, name, provider, file, line }) => ({
      mode,
      type,
      name,
      provider: { name: provider.name, alias: provider.alias },
      file,
      line,
    })),
  'module-calls': ({ moduleCalls }) => moduleCalls.map(({ name, source, version, file, line }) => ({ name, source, version, file, line })),
  diagnostics: ({ diagnostics }) => diagnostics.map(shownDiagnostic),
  readme: ({ readme }) => readme,
}

function inputDocument(input: Input): Static<typeof InputSchema> {
  const { name, type, description, required, nullable, sensitive, ephemeral, file, line } = input
  return {
    name,
    type,
    description,
    required,
    default: input.default.hasDefault ? { json: input.default.json, source: input.default.source ?? '' } : null,
    nullable,
    sensitive,
    ephemeral,
    const: input.const,
    deprecated: input.deprecated === '' ? null : input.deprecated,
    validations: validationsOf(input),
    file,
    line,
  }
}

/** Earlier formats of inspections only counted them. */
function validationsOf({ validations, file }: Input): Static<typeof InputSchema>['validations'] {
  if (!Array.isArray(validations)) return null
  return validations.map(({ condition, errorMessage, line }) => ({ condition, 'error-message': errorMessage, file, line }))
}

function outputDocument({ name, type, description, sensitive, ephemeral, deprecated, file, line }: Output): Static<typeof OutputSchema> {
  return { name, type, description, sensitive, ephemeral, deprecated: deprecated === '' ? null : deprecated, file, line }
}
