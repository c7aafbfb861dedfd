// Measures requests for operators who watch metrics. Without a meter, nothing of this runs.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export interface EndedRequest {
  /** undefined when the HTTP parser refused the request */
  method: string | undefined
  /** the template; undefined when no route matched */
  route: string | undefined
  /** undefined when the client left before the answer began */
  status: number | undefined
  seconds: number
}

export type RequestMeter = (ended: EndedRequest) => void

/** Call it before any other hook, so that refused requests count as well. */
export function meterRequests(app: FastifyInstance, meter: RequestMeter): void {
  app.addHook('onRequest', (request, reply, done) => {
    meterRequest(request, reply, meter)
    done()
  })
}

/** Begins to measure a request. */
export function meterRequest(request: FastifyRequest, { raw }: FastifyReply, meter: RequestMeter): void {
  const began = performance.now()
  // Comes for every request, also when the client has left or the route writes the answer itself.
  raw.once('close', () => {
    const { method, routeOptions } = request
    meter({
      method,
      route: routeOptions.url,
      status: raw.headersSent ? raw.statusCode : undefined,
      seconds: (performance.now() - began) / 1000,
    })
  })
}
