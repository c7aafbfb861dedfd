// /api/v2/…/registry-modules: the routes of HCP Terraform's Registry Modules API.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { NotFound, type RegistryModuleId } from '../../kernel/index.ts'
import { can } from '../../permissions/index.ts'
import { inclusionsOf, pagedDocument, pageOf, parameter, type Resource } from '../../platform/http/json-api/index.ts'
import type { RepositoryBrowsing } from '../browsing/repository-browsing.ts'
import type { TagPreviews } from '../browsing/tag-previews.ts'
import type { ModuleView, ModuleViews } from '../catalogue/module-views.ts'
import type { RegistryModules } from '../catalogue/registry-modules.ts'
import type { ModuleUpdates } from '../lifecycle/module-updates.ts'
import type { TagImports } from '../lifecycle/tag-imports.ts'
import type { NewVersions } from '../publishing/new-versions.ts'
import type { PublicationRequest } from '../publishing/publication.ts'
import type { ConnectionRequest, Publishing } from '../publishing/publishing.ts'
import type { UnconnectedModules } from '../publishing/unconnected-modules.ts'
import type { VersionUploads } from '../publishing/version-uploads.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { type DocumentRoutes, serveDocuments } from './documents/documents.ts'
import { type HistoryRoutes, serveHistory } from './events/history.ts'
import { type DeletionRoutes, serveDeletion } from './management/deletion.ts'
import { type LifecycleRoutes, serveLifecycle } from './management/lifecycle.ts'
import { moduleAddress, moduleDocument } from './management/module-document.ts'
import {
  CREATE_MODULE,
  CREATE_VERSION,
  CREATE_VERSION_THE_OLDER_WAY,
  IMPORT_TAG,
  LIST_MODULES,
  LIST_TAGS,
  MODULE_INCLUSIONS,
  PUBLISH,
  PUBLISH_THE_OLDER_WAY,
  READ_MODULE,
  READ_MODULE_BY_ID,
  READ_MODULE_BY_NAME,
  READ_VERSION,
  RESYNC,
  RETRY,
} from './management/module-operations.ts'
import { COLLECTION, MODULE, type ModuleParams, readByPath, render } from './management/module-routes.ts'
import { type NoCodeRoutes, serveNoCodeModules } from './management/no-code.ts'
import { noCodeDocument } from './management/no-code-document.ts'
import { type CreateModuleBody, type CreateVersionBody, type PublishBody, testConfigRequest } from './management/schemas.ts'
import { serveModuleUpdates } from './management/updates.ts'
import { tagDocument, versionDocument } from './management/version-document.ts'
import { serveModuleWebhooks, type WebhookRoutes } from './management/webhooks.ts'
import { type PreviewRoutes, servePreviews } from './previews/previews.ts'
import { type CandidateRoutes, serveCandidates } from './publishing/candidates.ts'
import { type ConnectionModuleRoutes, serveConnectionModules } from './publishing/connection-modules.ts'
import { serveRepositoryBrowsing } from './publishing/repository-browsing.ts'
import { type ReadingRoutes, serveReading } from './reading/reading.ts'
import { type CommitRoutes, serveVersionCommits } from './source/version-commits.ts'
import { type SourceRoutes, serveVersionSource } from './source/version-source.ts'

export interface ModuleRoutes
  extends NoCodeRoutes,
    DeletionRoutes,
    LifecycleRoutes,
    PreviewRoutes,
    CandidateRoutes,
    ConnectionModuleRoutes,
    WebhookRoutes,
    HistoryRoutes,
    ReadingRoutes,
    SourceRoutes,
    CommitRoutes,
    DocumentRoutes {
  modules: RegistryModules
  publishing: Publishing
  newVersions: NewVersions
  unconnected: UnconnectedModules
  tagImports: TagImports
  uploads: VersionUploads
  updates: ModuleUpdates
  browsing: RepositoryBrowsing
  tagPreviews: TagPreviews
  views: ModuleViews
  publicUrl: string
}

export function serveRegistryModules(scope: FastifyInstance, routes: ModuleRoutes): void {
  serveModules(scope, routes)
  serveReading(scope, routes)
  servePublishing(scope, routes)
  serveVersions(scope, routes)
  serveImports(scope, routes)
  serveModuleWebhooks(scope, routes)
  serveHistory(scope, routes)
  serveModuleUpdates(scope, routes)
  serveNoCodeModules(scope, routes)
  serveRepositoryBrowsing(scope, routes)
  serveCandidates(scope, routes)
  serveConnectionModules(scope, routes)
  serveDeletion(scope, routes)
  serveLifecycle(scope, routes)
  servePreviews(scope, routes)
  serveVersionSource(scope, routes)
  serveVersionCommits(scope, routes)
  serveDocuments(scope, routes)
}

function serveModules(scope: FastifyInstance, routes: ModuleRoutes): void {
  const { modules, views, publicUrl } = routes

  scope.get<{ Params: { organization: string } }>(COLLECTION, LIST_MODULES, async (request) => {
    const { query, params, subject } = request
    const filter = {
      ...optional('q', parameter(query, 'q')),
      ...optional('provider', parameter(query, 'filter[provider]')),
      ...optional('registryName', parameter(query, 'filter[registry_name]')),
      ...optional('owner', parameter(query, 'filter[organization_name]')),
    }
    const page = await modules.list(subject, params.organization, filter, pageOf(query))
    const includes = inclusionsOf(query, MODULE_INCLUSIONS)
    const items = await views.of(page.items)
    const document = pagedDocument({ ...page, items }, (view) => moduleDocument(view, { subject, publicUrl }), publicUrl + request.url)
    return includes.has('no-code-modules') ? { ...document, included: items.flatMap(noCodeOf) } : document
  })

  scope.get<{ Params: ModuleParams }>(MODULE, READ_MODULE, async (request) => render(request, await readByPath(routes, request), routes))

  scope.get<{ Params: { organization: string; name: string; provider: string } }>(
    '/registry-modules/show/:organization/:name/:provider',
    READ_MODULE_BY_NAME,
    async (request) => {
      const { organization, name, provider } = request.params
      const path = { organization, registryName: 'private', namespace: organization, name, provider }
      return render(request, await modules.read(request.subject, path), routes)
    },
  )

  scope.get<{ Params: { id: string } }>('/registry-modules/:id', READ_MODULE_BY_ID, async (request) =>
    render(request, await modules.readById(request.subject, request.params.id as RegistryModuleId), routes),
  )
}

function servePublishing(scope: FastifyInstance, routes: ModuleRoutes): void {
  const { publishing } = routes
  type Body = Static<typeof PublishBody>

  scope.post<{ Params: { organization: string }; Body: Body }>(`${COLLECTION}/vcs`, PUBLISH, async (request, reply) => {
    const module = await publishing.publish(request.subject, request.params.organization, publicationOf(request.body))
    return reply.code(201).send(await render(request, module, routes))
  })

  scope.post<{ Params: { organization: string }; Body: Static<typeof CreateModuleBody> }>(
    COLLECTION,
    CREATE_MODULE,
    async (request, reply) => {
      const { name, provider, namespace, 'registry-name': registryName, 'no-code': noCode } = request.body.data.attributes
      const wanted = { name, provider, namespace, registryName, noCode }
      const module = await routes.unconnected.create(request.subject, request.params.organization, wanted)
      return reply.code(201).send(await render(request, module, routes))
    },
  )

  // Deprecated, but official clients still call it to publish by tags. The connection determines the organization.
  scope.post<{ Body: Body }>('/registry-modules', PUBLISH_THE_OLDER_WAY, async (request, reply) => {
    const module = await publishing.publish(request.subject, undefined, publicationOf(request.body))
    return reply.code(201).send(await render(request, module, routes))
  })
}

function serveVersions(scope: FastifyInstance, routes: ModuleRoutes): void {
  const { modules, newVersions, uploads, views } = routes
  type Body = Static<typeof CreateVersionBody>

  async function create(
    { subject, body }: FastifyRequest<{ Body: Body }>,
    reply: FastifyReply,
    module: RegistryModule,
  ): Promise<{ data: Resource }> {
    const [view] = await views.of([module])
    const { version, 'commit-sha': commitSha } = body.data.attributes
    const created = await newVersions.create(subject, module, view?.repository?.serviceProvider ?? 'tfe-api', { version, commitSha })
    // A version has no address by its id.
    if (view !== undefined) reply.header('location', `${moduleAddress(view)}/version?module_version=${encodeURIComponent(created.version)}`)
    reply.code(201)
    return { data: versionDocument(created, uploads.urlFor(created, module.publishingMechanism !== 'non_vcs'), []) }
  }

  scope.post<{ Params: ModuleParams; Body: Body }>(`${MODULE}/versions`, CREATE_VERSION, async (request, reply) =>
    create(request, reply, await readByPath(routes, request)),
  )

  scope.post<{ Params: { organization: string; name: string; provider: string }; Body: Body }>(
    '/registry-modules/:organization/:name/:provider/versions',
    CREATE_VERSION_THE_OLDER_WAY,
    async (request, reply) => {
      const { organization, name, provider } = request.params
      const path = { organization, registryName: 'private', namespace: organization, name, provider }
      return await create(request, reply, await modules.read(request.subject, path))
    },
  )

  scope.get<{ Params: ModuleParams }>(`${MODULE}/version`, READ_VERSION, async (request) => {
    const module = await readByPath(routes, request)
    // go-tfe sends the + of build metadata unescaped, so it arrives as a space.
    const version = parameter(request.query, 'module_version')?.replaceAll(' ', '+')
    if (version === undefined) throw new NotFound('the query parameter module_version is missing')
    const found = await newVersions.read(request.subject, module, version)
    // Anyone who has the address can upload an archive.
    const uploadable = module.publishingMechanism === 'non_vcs' && can(request.subject, 'manage-modules', module.organizationId)
    return { data: versionDocument(found, uploads.urlFor(found, !uploadable), await views.diagnosticsOf(found)) }
  })
}

function serveImports(scope: FastifyInstance, routes: ModuleRoutes): void {
  const { modules, tagImports, publicUrl } = routes
  interface Params {
    id: string
  }

  scope.get<{ Params: Params }>('/registry-modules/:id/tags', LIST_TAGS, async (request) => {
    const version = parameter(request.query, 'filter[version]')
    const page = await modules.tags(request.subject, request.params.id as RegistryModuleId, version, pageOf(request.query))
    return pagedDocument(page, tagDocument, publicUrl + request.url)
  })

  scope.post<{ Params: Params }>('/registry-modules/:id/actions/resync', RESYNC, async (request, reply) => {
    const module = await modules.resync(request.subject, request.params.id as RegistryModuleId)
    return reply.code(202).send(await render(request, module, routes))
  })

  scope.post<{ Params: Params }>('/registry-modules/:id/actions/import-tag', IMPORT_TAG, async (request, reply) => {
    const tag = parameter(request.query, 'tag')
    if (tag === undefined) throw new NotFound('the query parameter tag is missing')
    const module = await tagImports.import(request.subject, request.params.id as RegistryModuleId, tag)
    return reply.code(202).send(await render(request, module, routes))
  })

  scope.post<{ Params: Params }>('/registry-modules/:id/actions/retry', RETRY, async (request, reply) => {
    const version = parameter(request.query, 'module_version')?.replaceAll(' ', '+')
    const module = await modules.retry(request.subject, request.params.id as RegistryModuleId, version)
    return reply.code(202).send(await render(request, module, routes))
  })
}

function noCodeOf({ noCodeModule, organizationName }: ModuleView): Resource[] {
  return noCodeModule === undefined ? [] : [noCodeDocument(noCodeModule, organizationName)]
}

function publicationOf({ data: { attributes } }: Static<typeof PublishBody>): PublicationRequest & ConnectionRequest {
  const repo = attributes['vcs-repo']
  return {
    identifier: repo.identifier,
    displayIdentifier: repo['display-identifier'],
    oauthTokenId: repo['oauth-token-id'],
    githubAppInstallationId: repo['github-app-installation-id'],
    organizationName: repo['organization-name'],
    name: attributes.name,
    provider: attributes.provider,
    branch: repo.branch,
    tags: repo.tags,
    initialVersion: attributes['initial-version'],
    sourceDirectory: repo['source-directory'],
    tagPrefix: repo['tag-prefix'],
    ingressSubmodules: repo['ingress-submodules'],
    noCode: attributes['no-code'],
    testConfig: testConfigRequest(attributes['test-config']),
  }
}

function optional<Key extends string>(key: Key, value: string | undefined): { [name in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [name in Key]: string })
}
