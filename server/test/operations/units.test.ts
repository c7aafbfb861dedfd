// The units of systemd in deploy/: systemd accepts them, and they fit the server.
import { cp, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { SETTINGS } from '../../src/app/config/index.ts'
import { requirePrograms, run } from '../support/installed-tools.ts'

const DEPLOY = fileURLToPath(new URL('../../../deploy/', import.meta.url))
const PROGRAM = '/opt/terrace/server/dist/terrace'

test('systemd finds nothing wrong with the units', async (context) => {
  requirePrograms(context, 'systemd-analyze')
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'terrace-units-'))
  const units = (await readdir(DEPLOY)).filter((name) => /\.(service|timer)$/.test(name))
  for (const unit of units) {
    // The program is not installed here, and systemd insists that it exists.
    await writeFile(join(scratch.path, unit), (await unitText(unit)).replaceAll(PROGRAM, '/bin/true'))
  }
  const dropIn = join(scratch.path, 'terrace.service.d', 'https.conf')
  await cp(join(DEPLOY, 'terrace-https.conf'), dropIn, { recursive: true })
  const paths = units.map((unit) => join(scratch.path, unit))
  expect({ units, output: await run('systemd-analyze', ['verify', ...paths]) }).toEqual({
    units: ['terrace-backup.service', 'terrace-backup.timer', 'terrace.service'],
    output: '',
  })
})

test('systemd waits longer than the server drains with its default settings', async () => {
  const [, seconds = ''] = /^TimeoutStopSec=(\d+)$/m.exec(await unitText('terrace.service')) ?? []
  expect(Number(seconds)).toBeGreaterThan(defaultSeconds('TERRACE_SHUTDOWN_DELAY') + defaultSeconds('TERRACE_SHUTDOWN_TIMEOUT'))
})

const unitText = (name: string) => readFile(join(DEPLOY, name), 'utf8')

function defaultSeconds(setting: string): number {
  return Number(SETTINGS.find(({ name }) => name === setting)?.default)
}
