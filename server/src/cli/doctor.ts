import { type Check, examine } from '../app/doctor/doctor.ts'
import type { Command } from './terminal/command.ts'

const MARKS: Record<Check['outcome'], string> = { ok: 'ok  ', warning: 'warn', failed: 'FAIL' }

export const doctor: Command = {
  name: 'doctor',
  purpose: 'Check configuration, database, storage, git and clock, and say what to fix',
  usage: '[--split] [--verify]',
  details: [
    'Exit code 1 when something needs fixing. Changes nothing; --verify puts on record what it finds.',
    '--split    check the settings for `terrace serve --no-worker` and `terrace worker`',
    '--verify   also read every archive and name the versions whose archive is damaged or missing',
  ],
  options: { split: { type: 'boolean' }, verify: { type: 'boolean' } },
  async run(values, { env, stdout }) {
    let failed = false
    const options = { split: values['split'] === true, verify: values['verify'] === true }
    for await (const { outcome, subject, finding } of examine(env, options)) {
      failed ||= outcome === 'failed'
      stdout.write(`${MARKS[outcome]}  ${subject}: ${finding}\n`)
    }
    return failed ? 1 : 0
  },
}
