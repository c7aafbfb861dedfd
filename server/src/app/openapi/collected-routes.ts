// Every route the server has, with the schemas that validate its requests, noted while it is registered.
import type { FastifyInstance } from 'fastify'

export interface CollectedRoute {
  /** upper case */
  method: string
  /** as registered: `/api/v2/organizations/:organization` */
  url: string
  /** JSON Schema; undefined when the route reads none, or checks it by itself */
  body: unknown
  querystring: unknown
}

/** To be called before the first route is registered. @returns a list that grows with the routes */
export function collectRoutes(app: FastifyInstance): readonly CollectedRoute[] {
  const routes: CollectedRoute[] = []
  app.addHook('onRoute', ({ method, url, schema }) => {
    for (const each of [method].flat()) {
      // Fastify adds it to every GET by itself.
      if (each !== 'HEAD') routes.push({ method: each, url, body: schema?.body, querystring: schema?.querystring })
    }
  })
  return routes
}
