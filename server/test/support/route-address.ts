// Addresses made of routes, so that every route can be called with what somebody has.
import type { HTTPMethods } from 'fastify'

/** Everything that somebody has, by the name of the parameter, or for `:id` of the collection, that an address has for it. */
export type Belongings = Record<string, string>

/** @returns the route's address with everything in it that the other has, `:id` by the collection before it */
export function aimedAt(route: string, has: Belongings): { method: HTTPMethods; path: string } {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern.replaceAll(
    /([\w-]+)\/:(\w+)/g,
    (_, before: string, name: string) => `${before}/${name === 'id' ? has[before] : has[name]}`,
  )
  return { method, path: path.replaceAll(/:(\w+)/g, (_, name: string) => has[name] ?? name) }
}
