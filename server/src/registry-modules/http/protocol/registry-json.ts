// Modules in the public registry's JSON, which Renovate, editors and go-tfe read.
import { type DirectoryInspection, type Input, registryDefault } from '../../../terraform/index.ts'
import type { PublishedVersion, VersionDetails } from '../../catalogue/registry-reading.ts'
import { deprecationOf, revocationOf } from '../../registry-module/version-lifecycle.ts'

export function summaryJson({ module, version, repository, downloads }: PublishedVersion): Record<string, unknown> {
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
    published_at: new Date(version.published_at ?? version.updated_at).toISOString(),
    downloads,
    verified: false,
  }
}

export function detailsJson(details: VersionDetails): Record<string, unknown> {
  const { inspection, versions, providers, version } = details
  return {
    ...summaryJson(details),
    root: inspection === undefined ? null : directoryJson(inspection.root),
    submodules: inspection?.submodules.map(directoryJson) ?? [],
    examples: inspection?.examples.map(directoryJson) ?? [],
    providers,
    versions,
    deprecation: deprecationOf(version),
    // Ours: what was published, so that anybody can check it, and whether it should be used.
    revocation: revocationOf(version),
    commit_sha: version.commit_sha,
    archive_checksum: version.archive_sha256 === null ? null : `sha256:${version.archive_sha256}`,
    diagnostics: inspection?.diagnostics ?? [],
  }
}

function directoryJson(directory: DirectoryInspection): Record<string, unknown> {
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

/** `default` is a string in any case: official clients cannot decode anything else. */
function inputJson(input: Input): Record<string, unknown> {
  const { name, type, description, required } = input
  return { name, type, description, default: registryDefault(input), required }
}
