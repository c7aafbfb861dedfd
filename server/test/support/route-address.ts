// Fills routes with the names and ids of a caller, so that tests can call every route.
import type { HTTPMethods } from 'fastify'

/** The names and ids of a caller, by parameter name or, for `:id`, by collection. */
export type Belongings = Record<string, string>

/** @returns the route with its parameters filled in, `:id` by the collection before it */
export function aimedAt(route: string, has: Belongings): { method: HTTPMethods; path: string } {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern.replaceAll(
    /([\w-]+)\/:(\w+)/g,
    (_, before: string, name: string) => `${before}/${name === 'id' ? has[before] : has[name]}`,
  )
  return { method, path: path.replaceAll(/:(\w+)/g, (_, name: string) => has[name] ?? name) }
}
