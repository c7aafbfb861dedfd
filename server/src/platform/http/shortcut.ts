// What answers before the routes.
import type { RequestListener } from 'node:http'
import type { RequestMeter } from './request-meter.ts'

/**
 * Handles requests before the routes. @returns the template of the route that it answered for; undefined when it did not answer
 * @param headers makes those that its answer begins with
 */
export type Shortcut = (
  request: Parameters<RequestListener>[0],
  response: Parameters<RequestListener>[1],
  headers: () => Record<string, string>,
) => string | undefined

/** @returns the shortcut, measured: it has answered when it returns */
export function meteredShortcut(shortcut: Shortcut, meter: RequestMeter): Shortcut {
  return (request, response, headers) => {
    const began = performance.now()
    const route = shortcut(request, response, headers)
    if (route === undefined) return undefined
    meter({ method: request.method, route, status: response.statusCode, seconds: (performance.now() - began) / 1000 })
    return route
  }
}
