import { runServerProcess, SETTINGS_HELP } from './server-process.ts'
import type { Command } from './terminal/command.ts'

export const worker: Command = {
  name: 'worker',
  purpose: 'Work on jobs, such as imports, beside `terrace serve --no-worker` (PostgreSQL)',
  usage: '',
  details: [
    'Run as many as needed, with the settings of the server: database, storage, secret key and public URL are shared.',
    'It answers /livez and /readyz at TERRACE_LISTEN, and nothing else. SIGTERM hands unfinished jobs to other workers.',
    '',
    ...SETTINGS_HELP,
  ],
  options: {},
  run: (_values, terminal) => runServerProcess({ serving: false, working: true }, terminal),
}
