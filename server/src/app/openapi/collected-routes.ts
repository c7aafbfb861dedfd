// Every route the server has, with the schemas that validate its requests, noted while it is registered.
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
 * To be called before the first route is registered. @returns a list that grows with the routes
 * @throws Error for a route that nobody described
 */
export function collectRoutes(app: FastifyInstance): readonly CollectedRoute[] {
  const routes: CollectedRoute[] = []
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const each of [method].flat()) {
      // Fastify adds it to every GET by itself.
      if (each === 'HEAD') continue
      if (config?.operation === undefined) throw new Error(`${each} ${url} has no description: give the route one with operationsOf`)
      routes.push({ method: each, url, operation: config.operation })
    }
  })
  return routes
}
