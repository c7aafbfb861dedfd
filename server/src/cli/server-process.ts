// A process that stays: `serve`, `serve --no-worker` and `worker` differ only in what it does.
import { setTimeout as delay } from 'node:timers/promises'
import { ConfigurationError, SETTINGS } from '../app/config/index.ts'
import { type App, createApp } from '../app/create-app.ts'
import { lockDataDirectory } from '../app/data-directory/exclusive-lock.ts'
import { openInstallation } from '../app/installation.ts'
import type { Terminal } from './command.ts'

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
  await using installation = await openInstallation(env, { split: !(serving && working) })
  const { config, logger } = installation
  const embedded = config.database.kind === 'sqlite'
  using _lock = lockDataDirectory(config.dataDirectory, { shared: !embedded })
  const app = await createApp(installation, { serving, working, alone: embedded })
  try {
    const address = await app.http.listen(config.listen).catch(explainListening)
    await app.start()
    stdout.write(serving ? await servingMessage(app, config.publicUrl, working) : workingMessage(address))
    await askedToEnd()
    logger.info({}, 'shutting down')
    app.announceShutdown()
    await delay(config.shutdown.delayMs)
  } finally {
    await app.close()
  }
  return 0
}

/** @throws ConfigurationError when the address cannot be had */
function explainListening(error: unknown): never {
  if (error instanceof Error && 'code' in error && ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES'].includes(String(error.code))) {
    throw new ConfigurationError([`TERRACE_LISTEN: ${error.message}`])
  }
  throw error
}

/** A service manager signals every process of the group, and those that were signalled pass it on: that is one request. */
const SAME_REQUEST_MS = 1000

/** Resolves when the process is asked to end. Asked once more, it ends at once. */
function askedToEnd(): Promise<void> {
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
  })
}

async function servingMessage({ identity }: App, publicUrl: string, working: boolean): Promise<string> {
  const lines = [`Terrace is serving ${publicUrl}`]
  if (!working) lines.push('This process leaves jobs alone: imports wait for `terrace worker`.')
  if (await identity.userRegistry.isEmpty()) {
    lines.push(
      '',
      'There is no user yet. Create the first one, and a token for it, from another terminal:',
      '',
      '  npx terrace admin create-user --username NAME --email ADDRESS --site-admin',
      '  npx terrace admin create-token --username NAME',
      '',
      'with the same TERRACE_… settings as this server.',
    )
  }
  return `${lines.join('\n')}\n`
}

function workingMessage(address: string): string {
  return `Terrace is working on jobs. Health checks: ${address}/livez and ${address}/readyz\n`
}
