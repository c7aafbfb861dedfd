// `npm run demo -- --exit`, as a newcomer sees it.
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanEnvironment } from '../support/running-server.ts'

const DEMO = fileURLToPath(new URL('../../demo/main.ts', import.meta.url))
let temporary: string
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'terrace-test-'))
})
afterAll(() => rm(temporary, { recursive: true, force: true }))

test('the demonstration shows the import and the installed module, and leaves nothing behind', async () => {
  const env = cleanEnvironment({ TMPDIR: temporary })
  const child = spawn(process.execPath, [DEMO, '--exit'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  // Its server inherits standard error, which closes with the last process that holds it. So this waits for all processes.
  const [output, problems] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect({ code: await exited, problems }).toEqual({ code: 0, problems: '' })
  for (const version of ['0.9.0', '1.0.0', '1.1.1', '1.2.0']) expect(output).toMatch(new RegExp(`^ +${version} +ok$`, 'm'))
  expect(output).toMatch(/1\.1\.0 +reg_ingress_failed: outputs\.tf:4: /)
  expect(output).toMatch(/nightly +not_semver/)
  const { host } = /(?<host>127\.0\.0\.1:\d+)\/demo\/label\/null/.exec(output)?.groups ?? {}
  expect(host).toBeDefined()
  await expect(fetch(`http://${host}/livez`)).rejects.toThrow()
  expect((await readdir(temporary)).filter((name) => name.startsWith('terrace-'))).toEqual([])
})
