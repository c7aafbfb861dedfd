// A module as the API shows it. It has the same shape in every answer.
import type { Static } from 'typebox'
import { NotFound } from '../../../kernel/index.ts'
import { can, type Subject } from '../../../permissions/index.ts'
import { timestamp } from '../../../platform/http/json-api/index.ts'
import type { RepositorySource } from '../../../vcs/index.ts'
import type { ModuleView, ModuleViews } from '../../catalogue/module-views.ts'
import type { RegistryModule } from '../../registry-module/registry-module.ts'
import { describeFailure, isFailed } from '../../registry-module/registry-module-version.ts'
import type { VersionSummary } from '../../registry-module/version-rows.ts'
import type { ModuleResource, VcsRepo, VersionStatuses } from './module-schema.ts'

export interface ModuleRendering {
  subject: Subject
  /** without trailing slash */
  publicUrl: string
}

/** A document with one module. */
export async function renderModule(
  views: ModuleViews,
  module: RegistryModule,
  rendering: ModuleRendering,
): Promise<{ data: Static<typeof ModuleResource> }> {
  const [view] = await views.of([module])
  if (view === undefined) throw new NotFound(`module ${module.id} not found`)
  return { data: moduleDocument(view, rendering) }
}

export function moduleDocument(view: ModuleView, { subject, publicUrl }: ModuleRendering): Static<typeof ModuleResource> {
  const { module, versions, organizationName, noCodeModule } = view
  const manage = can(subject, 'manage-modules', module.organizationId)
  return {
    id: module.id,
    type: 'registry-modules',
    attributes: {
      name: module.name,
      namespace: module.namespace,
      provider: module.provider,
      'registry-name': module.registryName,
      status: module.status,
      'version-statuses': versions.filter((version) => !isUntouched(module, version)).map(versionStatus),
      'revoked-versions': versions.filter(({ revocation }) => revocation !== null).map(({ version: number }) => number),
      'no-code': module.noCode,
      'publishing-mechanism': module.publishingMechanism,
      'vcs-repo': vcsRepo(view, publicUrl, can(subject, 'read', module.organizationId)),
      'test-config': module.testConfig === null ? null : JSON.parse(module.testConfig),
      'status-detail': module.statusDetail,
      permissions: { 'can-delete': manage, 'can-resync': manage, 'can-retry': manage },
      'created-at': timestamp(module.createdAt),
      'updated-at': timestamp(module.updatedAt),
    },
    relationships: {
      organization: { data: { id: organizationName, type: 'organizations' } },
      'no-code-modules': { data: noCodeModule === undefined ? [] : [{ id: noCodeModule.id, type: 'no-code-modules' }] },
    },
    links: { self: moduleAddress(view) },
  }
}

/** In the management API. */
export function moduleAddress({ module, organizationName }: Pick<ModuleView, 'module' | 'organizationName'>): string {
  const { registryName, namespace, name, provider } = module
  return `/api/v2/organizations/${organizationName}/registry-modules/${registryName}/${namespace}/${name}/${provider}`
}

/** The initial version of a branch is not shown until its import begins, as on HCP Terraform. */
function isUntouched(module: RegistryModule, version: VersionSummary): boolean {
  const isInitial = version.version === module.initialVersion && version.createdAt === module.createdAt
  return isInitial && version.status === 'pending' && version.updatedAt === version.createdAt && version.error === null
}

function versionStatus(version: VersionSummary): Static<typeof VersionStatuses>[number] {
  const { version: number, status, error, errorFile, errorLine } = version
  if (!isFailed(status) || error === null) return { version: number, status }
  const where = { ...(errorFile === null ? {} : { file: errorFile }), ...(errorLine === null ? {} : { line: errorLine }) }
  return { version: number, status, error: describeFailure({ message: error, ...where }) }
}

/**
 * null for modules without a repository: the official provider takes an empty object for a repository.
 * @param isMember false for organizations that the module is shared with; they must not see the connection
 */
function vcsRepo({ module, repository }: ModuleView, publicUrl: string, isMember: boolean): Static<typeof VcsRepo> | null {
  if (repository === undefined) return null
  return {
    identifier: repository.identifier,
    'display-identifier': module.displayIdentifier ?? repository.identifier,
    branch: module.branch ?? '',
    tags: module.publishingMechanism === 'git_tag',
    'tags-regex': null,
    'tag-prefix': module.tagPrefix,
    'source-directory': module.sourceDirectory,
    'ingress-submodules': module.ingressSubmodules,
    'oauth-token-id': isMember && repository.githubAppInstallationId === null ? repository.oauthTokenId : null,
    'github-app-installation-id': isMember ? repository.githubAppInstallationId : null,
    'repository-http-url': repository.repositoryHttpUrl,
    'service-provider': repository.serviceProvider,
    ...connectionState(repository, isMember),
    'webhook-url': isMember && repository.webhookUuid !== null ? `${publicUrl}/webhooks/vcs/${repository.webhookUuid}` : null,
  }
}

function connectionState(
  { connection: { state, stateDetail } }: RepositorySource,
  isMember: boolean,
): Pick<Static<typeof VcsRepo>, 'connection-state' | 'connection-state-detail'> {
  if (!isMember) return { 'connection-state': null, 'connection-state-detail': null }
  return { 'connection-state': state === 'active' ? 'active' : 'needs-reauthorization', 'connection-state-detail': stateDetail }
}
