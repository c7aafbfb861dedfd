// A `source` that somebody pastes into the browser, after its scheme: it leads to the module's page.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { OPEN_MODULE, OPEN_MODULE_VERSION, OPEN_ORGANIZATION, OPEN_SOURCE, OPEN_SOURCE_VERSION, OPEN_SUBMODULE } from './operations.ts'

interface Source {
  namespace: string
  name: string
  provider: string
}

/** What begins with these is no namespace. */
const RESERVED = new Set(['api', 'app', 'auth', 'login', 'logout', 'oauth', 'setup', 'webhooks'])
const NAME = /^[0-9A-Za-z][\w-]*$/
const PROVIDER = /^[0-9a-z]+$/
const VERSION = /^(?:latest|\d[\w.+-]*)$/

type Strategy = Parameters<FastifyInstance['addConstraintStrategy']>[0]

/** Keeps unknown addresses of the API and of other parts out of the routes for sources: each part has errors of its own. */
const OF_SOURCES: Strategy = {
  name: 'source',
  storage() {
    const handlers = new Map<unknown, Parameters<ReturnType<Strategy['storage']>['set']>[1]>()
    return { get: (value: unknown) => handlers.get(value) ?? null, set: (value: unknown, handler) => void handlers.set(value, handler) }
  },
  deriveConstraint: ({ url = '' }) => !RESERVED.has(url.split('/', 2)[1] ?? ''),
  validate() {
    // Any value will do.
  },
}

/** The interface finds the organization where the reader can see the module. @param root of the interface */
export function serveSourceAddresses(app: FastifyInstance, root: string): void {
  const lead = (reply: FastifyReply, { namespace, name, provider }: Source, rest = '') => {
    if (!NAME.test(namespace) || !NAME.test(name) || !PROVIDER.test(provider)) return reply.callNotFound()
    return reply.redirect(`${root}?source=${encodeURIComponent(`${namespace}/${name}/${provider}${rest}`)}`)
  }
  app.addConstraintStrategy(OF_SOURCES)
  const constraints = { [OF_SOURCES.name]: true }
  app.get<{ Params: { namespace: string } }>('/:namespace', { ...OPEN_ORGANIZATION, constraints }, ({ params, headers }, reply) => {
    const isBrowser = headers.accept?.includes('text/html') === true
    return isBrowser && NAME.test(params.namespace) ? reply.redirect(`${root}/${params.namespace}`) : reply.callNotFound()
  })
  app.get<{ Params: Source }>('/:namespace/:name/:provider', { ...OPEN_SOURCE, constraints }, ({ params }, reply) => lead(reply, params))
  app.get<{ Params: Source & { '*': string } }>('/:namespace/:name/:provider//*', { ...OPEN_SUBMODULE, constraints }, ({ params }, reply) =>
    lead(reply, params, `//${params['*']}`),
  )
  const leadToVersion = (reply: FastifyReply, { version, ...source }: Source & { version: string }) =>
    VERSION.test(version) ? lead(reply, source, `@${version}`) : reply.callNotFound()
  app.get<{ Params: Source & { version: string } }>(
    '/:namespace/:name/:provider/:version',
    { ...OPEN_SOURCE_VERSION, constraints },
    ({ params }, reply) => leadToVersion(reply, params),
  )
  app.get<{ Params: Source }>('/modules/:namespace/:name/:provider', OPEN_MODULE, ({ params }, reply) => lead(reply, params))
  app.get<{ Params: Source & { version: string } }>(
    '/modules/:namespace/:name/:provider/:version',
    OPEN_MODULE_VERSION,
    ({ params }, reply) => leadToVersion(reply, params),
  )
}
