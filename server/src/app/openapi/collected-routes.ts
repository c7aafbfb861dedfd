// Collects every route, with the schemas that validate its requests, during registration.
import type { FastifyInstance } from 'fastify'
import type { Operation } from '../../platform/http/index.ts'

export interface CollectedRoute {
  /** upper case */
  method: string
  /** as registered: `/api/v2/organizations/:organization` */
  url: string
  operation: Operation
}

/**
 * Call it before registering the first route. @returns a list that grows with the routes
 * @throws Error for a route without a description
 */
export function collectRoutes(app: FastifyInstance): readonly CollectedRoute[] {
  const routes: CollectedRoute[] = []
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const each of [method].flat()) {
      // Fastify adds HEAD to every GET.
      if (each === 'HEAD') continue
      if (config?.operation === undefined) throw new Error(`${each} ${url} has no description: add one with operationsOf`)
      routes.push({ method: each, url, operation: config.operation })
    }
  })
  return routes
}
