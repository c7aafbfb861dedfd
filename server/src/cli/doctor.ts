import { type Check, examine } from '../app/doctor.ts'
import type { Command } from './command.ts'

const MARKS: Record<Check['outcome'], string> = { ok: 'ok  ', warning: 'warn', failed: 'FAIL' }

export const doctor: Command = {
  name: 'doctor',
  purpose: 'Check configuration, database, storage, git and clock, and say what to fix',
  usage: '',
  details: ['Changes nothing. Exit code 1 when something needs fixing.'],
  options: {},
  async run(_values, { env, stdout }) {
    let failed = false
    for await (const { outcome, subject, finding } of examine(env)) {
      failed ||= outcome === 'failed'
      stdout.write(`${MARKS[outcome]}  ${subject}: ${finding}\n`)
    }
    return failed ? 1 : 0
  },
}
