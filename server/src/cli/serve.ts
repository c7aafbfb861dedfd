import { ConfigurationError, SETTINGS } from '../app/config/index.ts'
import { createApp } from '../app/create-app.ts'
import { lockDataDirectory } from '../app/exclusive-lock.ts'
import { openInstallation } from '../app/installation.ts'
import type { Command } from './command.ts'

const WIDTH = Math.max(...SETTINGS.map(({ name }) => name.length))

export const serve: Command = {
  name: 'serve',
  purpose: 'Run the registry',
  usage: '',
  details: [
    'Settings come from the environment:',
    '',
    ...SETTINGS.map(({ name, purpose, default: value }) => `${name.padEnd(WIDTH)}  ${purpose} (default: ${value})`),
  ],
  options: {},
  async run(_values, { env, stdout }) {
    await using installation = await openInstallation(env)
    const { config, logger } = installation
    const embedded = config.database.kind === 'sqlite'
    using _lock = lockDataDirectory(config.dataDirectory)
    const app = await createApp(installation, { alone: embedded })
    try {
      await app.http.listen(config.listen).catch(explainListening)
      await app.start()
      const firstUser = await app.identity.userRegistry.isEmpty()
      stdout.write(welcome(config.publicUrl, firstUser))
      await ended()
      logger.info({}, 'shutting down')
    } finally {
      await app.close()
    }
    return 0
  },
}

/** @throws ConfigurationError when the address is somebody else's */
function explainListening(error: unknown): never {
  if (error instanceof Error && 'code' in error && ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES'].includes(String(error.code))) {
    throw new ConfigurationError([`TERRACE_LISTEN: ${error.message}`])
  }
  throw error
}

/** Resolves when the process is asked to end. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

function welcome(publicUrl: string, firstUserMissing: boolean): string {
  const lines = [`Terrace is serving ${publicUrl}`]
  if (firstUserMissing) {
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
