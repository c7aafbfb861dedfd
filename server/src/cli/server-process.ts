// A process that stays: `serve`, `serve --no-worker` and `worker` differ only in what it does.
import { setTimeout as delay } from 'node:timers/promises'
import { requireUsableStorage } from '../app/archive-storage/usable-storage.ts'
import { type Config, ConfigurationError, readTls, SETTINGS, type SettingName } from '../app/config/index.ts'
import { type App, createApp } from '../app/create-app.ts'
import { lockDataDirectory } from '../app/data-directory/exclusive-lock.ts'
import { type Installation, openInstallation } from '../app/installation.ts'
import type { Metrics } from '../app/metrics/metrics.ts'
import { listenForMetrics, type MetricsListener } from '../app/metrics/metrics-listener.ts'
import { version } from '../app/version.ts'
import { reloadCertificate } from '../platform/http/index.ts'
import { releaseMemoryWhenIdle } from '../platform/processes/index.ts'
import { type BuiltInterface, readInterface } from '../web-interface/index.ts'
import type { Terminal } from './terminal/command.ts'

/** At least one of the two. */
export interface Roles {
  serving: boolean
  working: boolean
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

const WIDTH = Math.max(...SETTINGS.map(({ name }) => name.length))

/** For the help of every command that starts such a process. */
export const SETTINGS_HELP: readonly string[] = [
  'Settings come from the environment:',
  '',
  ...SETTINGS.map(({ name, purpose, default: value }) => `${name.padEnd(WIDTH)}  ${purpose} (default: ${value})`),
]

/** Runs until SIGINT or SIGTERM; a second one ends it at once. @returns the exit code */
export async function runServerProcess({ serving, working }: Roles, { env, stdout }: Terminal): Promise<number> {
  await using installation = await openInstallation(env, { split: !(serving && working), patient: true })
  const { config, logger } = installation
  const embedded = config.database.kind === 'sqlite'
  using _lock = lockDataDirectory(config.dataDirectory, { shared: !embedded })
  await requireUsableStorage(config)
  const metrics = await metricsOf(config)
  const webInterface = serving ? readInterface() : undefined
  const app = await createApp(installation, { serving, working, alone: embedded, metrics, webInterface })
  let metricsListener: MetricsListener | undefined
  try {
    const address = await app.http.listen(config.listen).catch(explaining('TERRACE_LISTEN'))
    metricsListener = await listening(metrics, config)
    await app.start()
    stdout.write(serving ? await servingMessage(app, { publicUrl: config.publicUrl, working, webInterface }) : workingMessage(address))
    logger.info({ version: version(), address, serving, working, metrics: metricsListener?.url }, 'ready')
    releaseMemoryWhenIdle()
    await askedToEnd(installation, app)
    logger.info({}, 'shutting down')
    app.announceShutdown()
    await delay(config.shutdown.delayMs)
  } finally {
    await app.close()
    await metricsListener?.close()
  }
  return 0
}

/** Loaded only where it is wanted: otherwise nothing is counted. */
async function metricsOf({ metricsListen }: Config): Promise<Metrics | undefined> {
  if (metricsListen === undefined) return undefined
  const { createMetrics } = await import('../app/metrics/metrics.ts')
  return createMetrics()
}

async function listening(metrics: Metrics | undefined, { metricsListen }: Config): Promise<MetricsListener | undefined> {
  if (metrics === undefined || metricsListen === undefined) return undefined
  return await listenForMetrics(metrics, metricsListen).catch(explaining('TERRACE_METRICS_LISTEN'))
}

/** @throws ConfigurationError when the address cannot be had */
function explaining(setting: SettingName): (error: unknown) => never {
  return (error) => {
    if (error instanceof Error && 'code' in error && ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'ENOTFOUND'].includes(String(error.code))) {
      throw new ConfigurationError([`${setting}: ${error.message}`])
    }
    throw error
  }
}

/** A service manager signals every process of the group, and those that were signalled pass it on: that is one request. */
const SAME_REQUEST_MS = 1000

/**
 * Resolves when the process is asked to end. Asked once more, it ends at once. SIGHUP reads the certificate files again, where
 * there are any; otherwise it comes from a terminal that closes, and asks to end.
 */
function askedToEnd({ config, logger }: Installation, { http }: App): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined
    const asked = (signal: NodeJS.Signals) => {
      firstAt ??= performance.now()
      resolve()
      if (performance.now() - firstAt < SAME_REQUEST_MS) return
      for (const each of SIGNALS) process.off(each, asked)
      process.kill(process.pid, signal)
    }
    for (const signal of SIGNALS) process.on(signal, asked)
    process.on('SIGHUP', () => {
      if (config.tls === undefined) return asked('SIGTERM')
      try {
        reloadCertificate(http, readTls(config))
        logger.info({}, 'certificate files were read again')
      } catch (error) {
        logger.error({ err: error }, 'certificate files cannot be used; the previous certificate stays')
      }
    })
  })
}

interface Serving {
  publicUrl: string
  working: boolean
  webInterface: BuiltInterface | undefined
}

async function servingMessage({ identity }: App, { publicUrl, working, webInterface }: Serving): Promise<string> {
  const lines = [`Terrace is serving ${publicUrl} (version ${version()})`]
  if (webInterface === undefined) lines.push('The web interface was not built: run `npm run setup`, and restart the server.')
  if (!working) lines.push('This process leaves jobs alone: imports wait for `terrace worker`.')
  // A hint is not worth ending for.
  if (await identity.firstRun.isOpen().catch(() => false)) lines.push('', ...setUpHint(publicUrl, identity.firstRun.code))
  return `${lines.join('\n')}\n`
}

function setUpHint(publicUrl: string, code: string): string[] {
  return [
    'There is no user yet. Create the first one, and an organization, in a browser:',
    '',
    `  ${publicUrl}/setup?code=${code}`,
    '',
    'or from another terminal, with the same TERRACE_… settings as this server:',
    '',
    '  npx terrace admin create-user --username NAME --email ADDRESS --site-admin',
    '  npx terrace admin create-token --username NAME',
  ]
}

function workingMessage(address: string): string {
  return `Terrace is working on jobs (version ${version()}). Health checks: ${address}/livez and ${address}/readyz\n`
}
