// /api/v2/…/projects, …/agent-pools, and the questions about runs to which the answer is always "none".
import type { FastifyInstance } from 'fastify'
import { sliceOf } from '../../kernel/index.ts'
import { pagedDocument, pageOf } from '../../platform/http/json-api/index.ts'
import { serveAgentPools } from './agent-pools.ts'
import { LIST_WORKSPACES, READ_CAPACITY, READ_RUN_QUEUE } from './operations.ts'
import { serveProjectTags } from './project-tags.ts'
import { serveProjects } from './projects.ts'
import type { PlaceholderRoutes } from './routes.ts'

export function servePlaceholders(scope: FastifyInstance, routes: PlaceholderRoutes): void {
  serveProjects(scope, routes)
  serveProjectTags(scope, routes)
  serveAgentPools(scope, routes)
  serveNothing(scope, routes)
}

/** A registry runs nothing: said as an empty answer, because clients take 404 for a failure here. */
function serveNothing(scope: FastifyInstance, { organizations, publicUrl }: PlaceholderRoutes): void {
  scope.get<{ Params: { organization: string } }>('/organizations/:organization/capacity', READ_CAPACITY, async ({ subject, params }) => {
    const { name } = await organizations.read(subject, params.organization)
    return { data: { id: name, type: 'organization-capacity', attributes: { pending: 0, running: 0 } } }
  })

  for (const [path, operation] of [
    ['runs/queue', READ_RUN_QUEUE],
    ['workspaces', LIST_WORKSPACES],
  ] as const) {
    scope.get<{ Params: { organization: string } }>(
      `/organizations/:organization/${path}`,
      operation,
      async ({ subject, params, query, url }) => {
        await organizations.read(subject, params.organization)
        return pagedDocument(sliceOf<never>([], pageOf(query)), (none) => none, publicUrl + url)
      },
    )
  }
}
