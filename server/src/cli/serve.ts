import { runServerProcess, SETTINGS_HELP } from './server-process.ts'
import type { Command } from './terminal/command.ts'

export const serve: Command = {
  name: 'serve',
  purpose: 'Run the registry',
  usage: '[--no-worker]',
  details: ['--no-worker   only answer requests, and leave jobs to `terrace worker` (PostgreSQL)', '', ...SETTINGS_HELP],
  options: { 'no-worker': { type: 'boolean' } },
  run: (values, terminal) => runServerProcess({ serving: true, working: values['no-worker'] !== true }, terminal),
}
