import { type Check, examine } from '../app/doctor/doctor.ts'
import type { Command } from './command.ts'

const MARKS: Record<Check['outcome'], string> = { ok: 'ok  ', warning: 'warn', failed: 'FAIL' }

export const doctor: Command = {
  name: 'doctor',
  purpose: 'Check configuration, database, storage, git and clock, and say what to fix',
  usage: '[--verify]',
  details: [
    'Exit code 1 when something needs fixing. Changes nothing; --verify puts on record what it finds.',
    '--verify   also read every archive and name the versions whose archive is damaged or missing',
  ],
  options: { verify: { type: 'boolean' } },
  async run(values, { env, stdout }) {
    let failed = false
    for await (const { outcome, subject, finding } of examine(env, { verify: values['verify'] === true })) {
      failed ||= outcome === 'failed'
      stdout.write(`${MARKS[outcome]}  ${subject}: ${finding}\n`)
    }
    return failed ? 1 : 0
  },
}
