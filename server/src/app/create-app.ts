// The composition root: the one place that knows every part of the server.
import { clearTimeout, setTimeout } from 'node:timers'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { type Clock, systemClock } from '../kernel/index.ts'
import type { OrganizationDeletion, OrganizationRenaming } from '../organizations/index.ts'
import { createDelayedWrites, type DelayedWrite } from '../platform/delayed-writes/index.ts'
import { startSchedule } from '../platform/jobs/index.ts'
import { returnBorrowedRepositories } from '../registry-modules/index.ts'
import { webhooksOfOrganizations } from '../vcs/index.ts'
import type { BuiltInterface } from '../web-interface/index.ts'
import { markStorage } from './archive-storage/storage-mark.ts'
import { openScratchDirectory } from './data-directory/scratch-directory.ts'
import { type Installation, waitingForDatabase } from './installation.ts'
import { fullListener, healthListener } from './listener.ts'
import { type Metering, UNMETERED } from './metrics/metering.ts'
import type { Metrics } from './metrics/metrics.ts'
import { prepareDatabase } from './prepare-database.ts'
import type { Tuning } from './tuning.ts'
import { version } from './version.ts'
import { type Identity, wireIdentity } from './wire-identity.ts'
import { type Modules, wireModules } from './wire-modules.ts'
import { credentialBox, type Shared, wireShared } from './wire-shared.ts'
import { type Work, wireWork } from './wire-work.ts'

export interface App {
  http: FastifyInstance
  identity: Identity
  modules: Modules
  work: Work
  /** Begins to work on jobs, where this process does; requests are answered once `http` listens. */
  start(): Promise<void>
  /** Tells load balancers, by `/readyz`, to send no more requests; those that come are still answered. */
  announceShutdown(): void
  /** Answers what is under way, hands jobs back, closes everything but the installation. */
  close(): Promise<void>
}

export interface AppOptions {
  clock?: Clock
  /** whether this process answers requests; without, `http` has nothing but the health checks */
  serving?: boolean
  /** whether this process works on jobs; without, they wait for another one */
  working?: boolean
  /** whether no other process can be working on this installation's jobs; true frees what a crash left */
  alone?: boolean
  /** what browsers get; undefined when it was never built */
  webInterface?: BuiltInterface | undefined
  /** told what the process does */
  metrics?: Metrics | undefined
  tuning?: Tuning
}

/** How long requests may take to say that the git host they waited for was given up. Milliseconds. */
const LAST_ANSWERS_MS = 1000

/** Brings the database up to date and puts the server together, without listening. */
export async function createApp(installation: Installation, options: AppOptions = {}): Promise<App> {
  const { clock = systemClock, serving = true, working = true, alone = false, webInterface, metrics, tuning = {} } = options
  const { database, logger, config, keyring } = installation
  const { secretKeyProven } = await waitingForDatabase(installation, () => prepareDatabase(installation, clock))
  const storageMark = await waitingForDatabase(installation, () => markStorage(installation))
  if (storageMark === undefined)
    logger.error({ directory: config.storage.directory }, 'the storage of archives is not the one that belongs to the database')
  const scratch = openScratchDirectory(config.dataDirectory)
  const webhooks = webhooksOfOrganizations({ clock, secretBox: credentialBox(keyring) })
  // Organizations tell the modules, which are put together after them.
  const renaming: OrganizationRenaming = {
    renamed: (tx, change) => shared.renaming.renamed(tx, change),
    settingsChanged: (tx, id) => shared.renaming.settingsChanged(tx, id),
  }
  const borrowed: OrganizationDeletion = { deleting: (tx, id) => returnBorrowedRepositories(tx, id, shared.repositories) }
  const deletions = [webhooks, borrowed]
  const identity = wireIdentity({ database, clock, keyring, renamings: [renaming], deletions, config, logger, secretKeyProven })
  const { organizations, trail } = identity
  const metering: Metering = metrics ?? UNMETERED
  const own = { scratchDirectory: scratch.path, tuning, metering }
  const shared: Shared = wireShared(installation, { ...own, clock, trail, organizations, wake: () => work.runner.wake() })
  const modules = wireModules(installation, shared, tuning)
  const work: Work = wireWork(installation, shared, own)
  if (alone) await work.runner.releaseAll()
  metrics?.watch({ version: version(), database, clock, handlers: work.handlers, eventStreams: () => modules.live.watchers })
  let draining = false
  const isDraining = () => draining
  const state = { draining: isDraining, isWorking: () => work.runner.isWorking(), storageMark }
  const http = (serving ? fullListener : healthListener)({ installation, clock, identity, modules, metering, webInterface }, state)
  const writes = createDelayedWrites(delayedWrites(identity, modules), logger)
  let stopSchedule: (() => void) | undefined
  return {
    http,
    identity,
    modules,
    work,
    async start() {
      writes.start()
      if (!working) return
      work.runner.start()
      stopSchedule = startSchedule({ database, clock, logger, jobs: work.recurring })
    },
    announceShutdown() {
      draining = true
    },
    async close() {
      draining = true
      stopSchedule?.()
      // Jobs are told at once, so that they do not take the end of git for a failure of the remote.
      const drained = Promise.all([modules.live.close(), http.close(), work.runner.stop()])
      await Promise.race([drained, delay(config.shutdown.timeoutMs, undefined, { ref: false })])
      shared.git.close()
      // Whoever connected and never asked for anything would be waited for like a request.
      const late = setTimeout(() => http.server.closeAllConnections(), LAST_ANSWERS_MS)
      await drained
      clearTimeout(late)
      work.sandbox.close()
      await modules.renderer.close()
      await writes.stop()
      scratch[Symbol.dispose]()
    },
  }
}

/** What a killed process loses is in docs/ARCHITECTURE.md, "State in memory". */
function delayedWrites({ tokenUses, failedPasswords }: Identity, { downloads }: Modules): DelayedWrite[] {
  return [
    { what: 'downloads', flush: () => downloads.flush(), everyMs: 2000 },
    { what: 'wrong passwords', flush: () => failedPasswords.flush(), everyMs: 1000 },
    { what: 'uses of tokens', flush: () => tokenUses.flush(), everyMs: 10_000 },
  ]
}
