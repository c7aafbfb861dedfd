// Modules in the public registry's JSON, which Renovate, editors and go-tfe read.
import type { Static } from 'typebox'
import { type DirectoryInspection, type Input, registryDefault, shownDiagnostic } from '../../../terraform/index.ts'
import type { PublishedVersion, VersionDetails } from '../../catalogue/registry-reading.ts'
import type { DirectorySchema, InputSchema, ModuleDetails, ModuleSummary } from './registry-schema.ts'

export function summaryJson({ module, version, repository, downloads }: PublishedVersion): Static<typeof ModuleSummary> {
  const { namespace, name, provider } = module
  return {
    id: `${namespace}/${name}/${provider}/${version.version}`,
    owner: namespace,
    namespace,
    name,
    version: version.version,
    provider,
    provider_logo_url: '',
    description: module.description,
    source: repository?.repositoryHttpUrl ?? '',
    tag: version.tag ?? '',
    published_at: new Date(version.publishedAt ?? version.updatedAt).toISOString(),
    downloads,
    verified: false,
  }
}

export function detailsJson(details: VersionDetails): Static<typeof ModuleDetails> {
  const { inspection, versions, providers, version } = details
  return {
    ...summaryJson(details),
    root: inspection === undefined ? null : directoryJson(inspection.root),
    submodules: inspection?.submodules.map(directoryJson) ?? [],
    examples: inspection?.examples.map(directoryJson) ?? [],
    providers,
    versions,
    deprecation: version.deprecation,
    // Extensions of Terrace: what was published, so that anybody can verify it, and whether it was revoked.
    revocation: version.revocation,
    commit_sha: version.commitSha,
    archive_checksum: version.archiveSha256 === null ? null : `sha256:${version.archiveSha256}`,
    diagnostics: inspection?.diagnostics.map(shownDiagnostic) ?? [],
  }
}

function directoryJson(directory: DirectoryInspection): Static<typeof DirectorySchema> {
  return {
    path: directory.path,
    name: directory.name,
    readme: directory.readme,
    empty: directory.empty,
    inputs: directory.inputs.map(inputJson),
    outputs: directory.outputs.map(({ name, description }) => ({ name, description })),
    dependencies: directory.moduleCalls.map(({ name, source, version }) => ({ name, source, version })),
    provider_dependencies: directory.providers.map(({ name, namespace, source, version }) => ({ name, namespace, source, version })),
    resources: directory.resources.filter(({ mode }) => mode === 'managed').map(({ name, type }) => ({ name, type })),
  }
}

/** `default` is always a string: official clients cannot decode anything else. */
function inputJson(input: Input): Static<typeof InputSchema> {
  const { name, type, description, required } = input
  return { name, type, description, default: registryDefault(input), required }
}
