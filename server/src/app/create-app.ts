// The composition root: the one place that knows every part of the server.
import { clearTimeout, setInterval, setTimeout } from 'node:timers'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { migrateToLatest } from '../database/index.ts'
import { type Clock, systemClock } from '../kernel/index.ts'
import type { OrganizationRenaming } from '../organizations/index.ts'
import { createServer } from '../platform/http/index.ts'
import { startSchedule } from '../platform/jobs/index.ts'
import { webhooksOfOrganizations } from '../vcs/index.ts'
import { serveHealth } from './health.ts'
import type { Installation } from './installation.ts'
import { collectRoutes } from './openapi/collected-routes.ts'
import { serveOpenApi } from './openapi/serve-openapi.ts'
import { MANAGEMENT_API, registryShortcut, serveHostCalls, serveLogin, serveManagementApi, serveObjects, serveRegistry } from './routes.ts'
import { serveServiceDiscovery } from './service-discovery.ts'
import type { Tuning } from './tuning.ts'
import { type Identity, wireIdentity } from './wire-identity.ts'
import { type Modules, wireModules } from './wire-modules.ts'
import { credentialBox } from './wire-vcs.ts'

export interface App {
  http: FastifyInstance
  identity: Identity
  modules: Modules
  /** Begins to work on jobs; requests are answered once `http` listens. */
  start(): Promise<void>
  /** Answers what is under way, hands jobs back, closes everything but the installation. */
  close(): Promise<void>
}

export interface AppOptions {
  clock?: Clock
  /** whether no other process can be working on this installation's jobs; true frees what a crash left */
  alone?: boolean
  tuning?: Tuning
}

const FLUSH_COUNTS_EVERY = 10_000
/** How long requests and jobs may go on when the server ends; those that wait for a git host are then cut short. Milliseconds. */
const DRAINING_MOST = 3000

/** Brings the database up to date and puts the server together, without listening. */
export async function createApp(installation: Installation, options: AppOptions = {}): Promise<App> {
  const { clock = systemClock, alone = false, tuning = {} } = options
  const { database, logger, config, secrets, keyring } = installation
  await migrateToLatest(database)
  const webhooks = webhooksOfOrganizations({ clock, secretBox: credentialBox(keyring) })
  // Organizations tell the modules, which are put together after them.
  const renaming: OrganizationRenaming = {
    renamed: (tx, change) => modules.renaming.renamed(tx, change),
    settingsChanged: (tx, id) => modules.renaming.settingsChanged(tx, id),
  }
  const identity = wireIdentity({ database, clock, keyring, renamings: [renaming], deletions: [webhooks], config })
  const modules = wireModules(installation, { clock, organizations: identity.organizations, trail: identity.trail, tuning })
  const shortcut = registryShortcut({ clock, identity, modules })
  const { appName, trustedProxies } = config
  const http = createServer({ logger, tls: secrets.tls, shortcut, trustedProxies, jsonApi: { prefix: MANAGEMENT_API, appName } })
  const routes = collectRoutes(http)
  // Before the first request: it may need a scratch directory of its own.
  await modules.git.removeLeftovers()
  if (alone) await modules.runner.releaseAll()
  let draining = false
  const parts = { installation, clock, identity, modules }
  serveServiceDiscovery(http)
  serveHealth(http, { database, dataDirectory: config.dataDirectory, draining: () => draining })
  serveManagementApi(http, parts)
  serveRegistry(http, parts)
  serveObjects(http, parts)
  serveHostCalls(http, parts)
  serveLogin(http, parts)
  serveOpenApi(http, routes)

  const endings: (() => void)[] = []
  return {
    http,
    identity,
    modules,
    async start() {
      modules.runner.start()
      endings.push(startSchedule({ database, clock, logger, jobs: modules.recurring }))
      const flushing = setInterval(() => {
        identity.tokenUses.flush().catch((error: unknown) => logger.warn({ err: error }, 'token uses could not be written'))
        identity.failedPasswords.flush().catch((error: unknown) => logger.warn({ err: error }, 'wrong passwords could not be recorded'))
        modules.downloads.flush().catch((error: unknown) => logger.warn({ err: error }, 'downloads could not be counted'))
      }, FLUSH_COUNTS_EVERY)
      endings.push(() => clearInterval(flushing))
    },
    async close() {
      draining = true
      for (const end of endings) end()
      // Jobs are told at once, so that they do not take the end of git for a failure of the remote.
      const drained = Promise.all([modules.live.close(), http.close(), modules.runner.stop()])
      await Promise.race([drained, delay(DRAINING_MOST, undefined, { ref: false })])
      modules.git.close()
      // Whoever connected and never asked for anything would be waited for like a request.
      const late = setTimeout(() => http.server.closeAllConnections(), DRAINING_MOST)
      await drained
      clearTimeout(late)
      modules.sandbox.close()
      await identity.tokenUses.flush()
      await identity.failedPasswords.flush()
      await modules.downloads.flush()
    },
  }
}
