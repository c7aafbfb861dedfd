// /api/v2/oauth-tokens/:id/…: the repositories of a connection, and publishing several of them.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { type OAuthTokenId, type PageRequest, sliceOf } from '../../../kernel/index.ts'
import { asksForPages, pagedDocument, pageOf, parameter, type Resource } from '../../../platform/http/json-api/index.ts'
import type { BulkPublishing } from '../../publishing/bulk-publishing.ts'
import type { CandidateFilter, Candidates, ModuleCandidates } from '../../publishing/module-candidates.ts'
import type { ModuleCandidate } from '../../publishing/publication-readiness.ts'
import { authorizedRepositoryDocument, candidateDocument, listingMeta, publicationDocument } from './candidate-documents.ts'
import {
  LIST_AUTHORIZED_REPOSITORIES,
  LIST_CANDIDATES,
  LIST_INSTALLATION_CANDIDATES,
  PUBLISH_MODULES,
  type PublishModulesBody,
} from './candidate-operations.ts'

export interface CandidateRoutes {
  bulkPublishing: BulkPublishing
  candidates: ModuleCandidates
  publicUrl: string
}

interface IdParams {
  id: string
}

export function serveCandidates(scope: FastifyInstance, { bulkPublishing, candidates, publicUrl }: CandidateRoutes): void {
  scope.get<{ Params: IdParams }>(
    '/oauth-tokens/:id/authorized-repos',
    LIST_AUTHORIZED_REPOSITORIES,
    async ({ subject, params, query, url }) => {
      const found = await candidates.of(subject, params.id as OAuthTokenId, filterOf(query), 'read-vcs-settings')
      return paged(found, authorizedRepositoryDocument, { page: pageOf(query), self: publicUrl + url })
    },
  )

  scope.get<{ Params: IdParams }>('/oauth-tokens/:id/module-candidates', LIST_CANDIDATES, async ({ subject, params, query, url }) => {
    const found = await candidates.of(subject, params.id as OAuthTokenId, filterOf(query), 'manage-modules')
    return paged(found, candidateDocument, { page: asksForPages(query) ? pageOf(query) : onePage(found), self: publicUrl + url })
  })

  scope.get<{ Params: IdParams }>(
    '/github-app/installation/:id/module-candidates',
    LIST_INSTALLATION_CANDIDATES,
    async ({ subject, params, query, url }) => {
      const found = await candidates.ofInstallation(subject, params.id, filterOf(query))
      return paged(found, candidateDocument, { page: asksForPages(query) ? pageOf(query) : onePage(found), self: publicUrl + url })
    },
  )

  scope.post<{ Params: IdParams; Body: Static<typeof PublishModulesBody> }>(
    '/oauth-tokens/:id/actions/publish-modules',
    PUBLISH_MODULES,
    async ({ subject, params, body }) => {
      const results = await bulkPublishing.publish(subject, params.id as OAuthTokenId, body.data.attributes.identifiers)
      return { data: results.map(publicationDocument) }
    },
  )
}

function onePage({ candidates }: Candidates): PageRequest {
  return { number: 1, size: Math.max(1, candidates.length) }
}

function paged(
  { listing, candidates }: Candidates,
  render: (candidate: ModuleCandidate) => Resource,
  { page, self }: { page: PageRequest; self: string },
) {
  const document = pagedDocument(sliceOf(candidates, page), render, self)
  return { ...document, meta: { ...document.meta, listing: listingMeta(listing.state) } }
}

function filterOf(query: unknown): CandidateFilter {
  const ready = parameter(query, 'filter[ready]')
  return {
    identifier: parameter(query, 'filter[identifier]'),
    q: parameter(query, 'q'),
    ready: ready === 'true' ? true : ready === 'false' ? false : undefined,
  }
}
