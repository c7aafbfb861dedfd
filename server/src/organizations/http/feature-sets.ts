// What is sold elsewhere: scripts around the official clients give organizations a subscription before they use them.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { pagedDocument, pageOf } from '../../platform/http/json-api/index.ts'
import type { OrganizationAdministration } from '../organization-administration.ts'
import { type FeatureSet, LIST_FEATURE_SETS, SUBSCRIBE } from './administration-operations.ts'

/** The only one there is, and what everybody has. */
const EVERYTHING: Static<typeof FeatureSet> = {
  id: 'fs-everything',
  type: 'feature-sets',
  attributes: { name: 'Everything', description: 'All that this registry does. Nothing is sold here.', identifier: 'everything', cost: 0 },
}

export function serveFeatureSets(
  scope: FastifyInstance,
  { administration, publicUrl }: { administration: OrganizationAdministration; publicUrl: string },
): void {
  // Whatever `q` asks for: clients take the first one, by the name of a plan that is not for sale here.
  scope.get('/admin/feature-sets', LIST_FEATURE_SETS, async ({ subject, query, url }) => {
    administration.requireAdministrator(subject)
    const request = pageOf(query)
    const page = { items: request.number === 1 ? [EVERYTHING] : [], request, totalCount: 1 }
    return pagedDocument(page, (resource) => resource, publicUrl + url)
  })

  scope.post<{ Params: { organization: string } }>(
    '/admin/organizations/:organization/subscription',
    SUBSCRIBE,
    async ({ subject, params }, reply) => {
      await administration.read(subject, params.organization)
      return reply.code(204).send()
    },
  )
}
