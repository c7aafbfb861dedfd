// The two commands that stay until they are asked to end.
import type { Command } from './command.ts'
import { runServerProcess, SETTINGS_HELP } from './server-process.ts'

export const serve: Command = {
  name: 'serve',
  purpose: 'Run the registry',
  usage: '[--no-worker]',
  details: ['--no-worker   only answer requests, and leave jobs to `terrace worker` (PostgreSQL)', '', ...SETTINGS_HELP],
  options: { 'no-worker': { type: 'boolean' } },
  run: (values, terminal) => runServerProcess({ serving: true, working: values['no-worker'] !== true }, terminal),
}

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
