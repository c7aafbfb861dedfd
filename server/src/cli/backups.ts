import { restoreBackup } from '../app/backups/restore-backup.ts'
import { takeBackup } from '../app/backups/take-backup.ts'
import type { Config } from '../app/config/index.ts'
import { databaseName } from '../app/installation.ts'
import type { Manifest, MissingArchive, Say, TakenBackup } from '../backup/index.ts'
import type { Command, Terminal } from './terminal/command.ts'

const QUIET = '--quiet             no progress on standard error; a terminal shows it otherwise'
const MEGABYTE = 1_000_000

export const backup: Command = {
  name: 'backup',
  purpose: 'Write the database and all archives to one file, while servers may run',
  usage: 'FILE [--with-secret-key] [--allow-damaged] [--quiet]',
  details: [
    'FILE                a new file; it gets this name once it was read again and found complete. Until then it is FILE.partial',
    '--with-secret-key   also write the secret key; whoever can read FILE can then use every stored credential',
    '--allow-damaged     exit code 0 although archives are damaged or missing; they are named, and FILE lacks them',
    QUIET,
    '',
    'Without --with-secret-key, keep a copy of the secret key apart from FILE: no backup is of use without it.',
  ],
  operands: ['FILE'],
  options: { 'with-secret-key': { type: 'boolean' }, 'allow-damaged': { type: 'boolean' }, quiet: { type: 'boolean' } },
  async run(values, terminal) {
    const withSecretKey = values['with-secret-key'] === true
    const { config, backup: taken } = await takeBackup(terminal.env, String(values['FILE']), {
      withSecretKey,
      say: sayTo(terminal, values),
    })
    terminal.stdout.write(`${taken.file} is written and verified: ${sizeOf(taken)}.\n${keyAdvice(config, withSecretKey)}\n`)
    const damaged = taken.contents.missing.filter(({ problem }) => problem !== 'deleted')
    terminal.stderr.write(missingLines(taken.contents.missing))
    return damaged.length > 0 && values['allow-damaged'] !== true ? 1 : 0
  },
}

export const restore: Command = {
  name: 'restore',
  purpose: 'Restore a backup into an empty database and an empty storage',
  usage: 'FILE [--quiet]',
  details: [
    'FILE                what terrace backup wrote, on SQLite or PostgreSQL; it is restored to the database of the settings',
    QUIET,
    '',
    'Put the secret key in its place first, unless it is in FILE. Nothing is created before all of FILE was read and verified.',
    '`terrace serve` then migrates the database, when FILE comes from an earlier version.',
  ],
  operands: ['FILE'],
  options: { quiet: { type: 'boolean' } },
  async run(values, terminal) {
    const { config, backup: restored } = await restoreBackup(terminal.env, String(values['FILE']), sayTo(terminal, values))
    const { manifest, contents } = restored
    terminal.stdout.write(
      `${restored.file} is restored and verified: ${sizeOf(restored)}.\n` +
        `It was made ${originOf(manifest)}, and is now in ${databaseName(config)} and ${config.storage.directory}.\n`,
    )
    terminal.stderr.write(missingLines(contents.missing))
    return 0
  },
}

function sayTo({ stderr }: Terminal, values: Record<string, unknown>): Say {
  const quiet = values['quiet'] === true || stderr.isTTY !== true
  return quiet ? () => undefined : (line) => void stderr.write(`${line}\n`)
}

function sizeOf({ contents: { rows, archives }, bytes }: Pick<TakenBackup, 'contents' | 'bytes'>): string {
  const count = Object.values(rows).reduce((sum, each) => sum + each, 0)
  return `${count} rows of ${Object.keys(rows).length} tables, ${archives} archives, ${(bytes / MEGABYTE).toFixed(1)} MB`
}

function originOf({ madeAt, program, database }: Manifest): string {
  return `at ${madeAt} by version ${program}, from ${database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`
}

function keyAdvice({ secretKey: { file } }: Config, included: boolean): string {
  return included
    ? 'The secret key is in it: whoever can read the file can use every stored credential.'
    : `The secret key is not in it: keep a copy of ${file} apart from it. No backup is of use without its key.`
}

function missingLines(missing: readonly MissingArchive[]): string {
  return missing
    .map(
      ({ key, problem, versions }) => `not in the backup: ${key} (${problem})${versions.length > 0 ? `, of ${versions.join(', ')}` : ''}\n`,
    )
    .join('')
}
