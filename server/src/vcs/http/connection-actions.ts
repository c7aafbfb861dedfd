// The actions of a connection: testing it, and refreshing its repositories.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import type { OAuthTokenId } from '../../kernel/index.ts'
import { parameter, timestamp } from '../../platform/http/json-api/index.ts'
import type { ListingState } from '../listings/listed-repository.ts'
import type { RepositoryListings } from '../listings/repository-listings.ts'
import type { ConnectionTest, ConnectionTests } from '../oauth-clients/connection-tests.ts'
import { tokenDocument } from './connection-documents.ts'
import { type ConnectionTestResource, type Listing, REFRESH_REPOSITORIES, TEST_CONNECTION } from './operations.ts'

export interface ConnectionActionRoutes {
  connectionTests: ConnectionTests
  listings: RepositoryListings
}

interface IdParams {
  id: string
}

export function serveConnectionActions(scope: FastifyInstance, { connectionTests, listings }: ConnectionActionRoutes): void {
  scope.post<{ Params: IdParams }>('/oauth-tokens/:id/actions/test', TEST_CONNECTION, async ({ subject, params, query }) => ({
    data: testDocument(await connectionTests.run(subject, params.id as OAuthTokenId, parameter(query, 'identifier'))),
  }))

  scope.post<{ Params: IdParams }>('/oauth-tokens/:id/actions/refresh-repos', REFRESH_REPOSITORIES, async ({ subject, params }, reply) => {
    const { token, state } = await listings.refresh(subject, params.id as OAuthTokenId)
    return reply.code(202).send({ data: tokenDocument(token), meta: { listing: listingMeta(state) } })
  })
}

function listingMeta({ listedAt, error, refreshing }: ListingState): Static<typeof Listing> {
  return { 'listed-at': timestamp(listedAt), refreshing, error }
}

function testDocument({ oauthTokenId, passed, checks }: ConnectionTest): Static<typeof ConnectionTestResource> {
  return {
    id: oauthTokenId,
    type: 'connection-tests',
    attributes: { passed, checks },
    relationships: { 'oauth-token': { data: { id: oauthTokenId, type: 'oauth-tokens' } } },
  }
}
