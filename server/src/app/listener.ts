// The HTTP server of a process: every route, or health checks alone.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { identityOf } from '../permissions/index.ts'
import { createFailurePage } from '../platform/http/html/index.ts'
import { type AccessLog, createAccessLog, createServer } from '../platform/http/index.ts'
import { createStorageProbe } from './archive-storage/usable-storage.ts'
import { createReadiness, serveHealth } from './health.ts'
import type { Installation } from './installation.ts'
import { collectRoutes } from './openapi/collected-routes.ts'
import { serveOpenApi } from './openapi/serve-openapi.ts'
import {
  MANAGEMENT_API,
  type RouteParts,
  serveHostCalls,
  serveLogin,
  serveManagementApi,
  serveObjects,
  serveRegistry,
  serveWebInterface,
  shortcutOf,
} from './routes.ts'
import { serveServiceDiscovery } from './service-discovery.ts'

export interface ProcessState {
  draining: () => boolean
  /** whether a job is running */
  isWorking: () => boolean
  /** of the database's storage; undefined when the present one is another */
  storageMark: string | undefined
}

/** The server of a process that answers requests. */
export function fullListener(parts: RouteParts, state: ProcessState): FastifyInstance {
  const { secrets, config, logger } = parts.installation
  const { appName, trustedProxies } = config
  const jsonApi = { prefix: MANAGEMENT_API, appName }
  const http = createServer({
    logger,
    tls: secrets.tls,
    shortcut: shortcutOf(parts),
    meter: parts.metering.requests,
    accessLog: accessLogOf(parts.installation),
    trustedProxies,
    jsonApi,
    failurePage: createFailurePage(config.publicUrl),
    isWorking: state.isWorking,
  })
  const routes = collectRoutes(http)
  serveServiceDiscovery(http)
  const readiness = createReadiness(healthParts(parts.installation, state))
  serveHealth(http, readiness)
  serveManagementApi(http, parts, readiness)
  serveRegistry(http, parts)
  serveObjects(http, parts)
  serveHostCalls(http, parts)
  serveLogin(http, parts)
  serveWebInterface(http, parts)
  serveOpenApi(http, routes)
  return http
}

/** The server of a process that only works: an orchestrator can ask whether it is alive and ready. */
export function healthListener(
  { installation, metering }: Pick<RouteParts, 'installation' | 'metering'>,
  state: ProcessState,
): FastifyInstance {
  const { logger, secrets } = installation
  const accessLog = accessLogOf(installation)
  const http = createServer({ logger, tls: secrets.tls, accessLog, meter: metering.requests })
  serveHealth(http, createReadiness(healthParts(installation, state)))
  return http
}

function accessLogOf({ config, logger }: Installation): AccessLog | undefined {
  return config.accessLog ? createAccessLog(logger, subjectOf) : undefined
}

/** Routes that know nobody, and refused requests, have neither. */
function subjectOf({ subject, visitor }: Partial<FastifyRequest>): string | null {
  const known = subject ?? visitor?.account?.subject
  return known === undefined ? null : identityOf(known)
}

function healthParts(installation: Installation, { draining, storageMark }: ProcessState) {
  const { database, config } = installation
  const storageProblem = createStorageProbe(installation, storageMark)
  return { database, dataDirectory: config.dataDirectory, storageProblem, draining }
}
