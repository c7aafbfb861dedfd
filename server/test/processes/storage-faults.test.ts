// What a start says of disks and files that cannot be used, and which files it makes for its user alone.
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../support/command-line.ts'
import { freePort } from '../support/free-port.ts'
import { cleanEnvironment, runProgram, startServer } from '../support/running-server.ts'

let directory: string
let data: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-storage-'))
  data = join(directory, 'data')
})
afterEach(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }))

const settings = async (more: Record<string, string> = {}) =>
  cleanEnvironment({ TERRACE_DATA_DIR: data, TERRACE_LISTEN: `127.0.0.1:${await freePort()}`, TERRACE_LOG_LEVEL: 'error', ...more })
const doctor = async () => await runCommand(['doctor'], await settings({ TERRACE_PUBLIC_URL: 'https://registry.example.com' }))

/** What ends with a reason that a person understands, and without a stack. */
async function refusal(): Promise<string> {
  const { code, stderr } = await runProgram(['serve'], await settings())
  expect([code, stderr]).toEqual([1, expect.not.stringMatching(/^ +at /m)])
  return stderr
}

describe('a start', () => {
  it('names what stands in the way of its lock, and not another server', async () => {
    mkdirSync(join(data, 'server.lock'), { recursive: true })
    const said = await refusal()
    expect(said).toContain(join(data, 'server.lock'))
    expect(said).not.toContain('another server')
  })

  it('says where archives cannot be stored', async () => {
    mkdirSync(join(data, 'objects'), { recursive: true })
    writeFileSync(join(data, 'objects', 'modules'), '')
    const said = await refusal()
    expect(said).toContain(`archives cannot be stored in ${join(data, 'objects')}`)
    expect(said).toContain('a file stands where its directory belongs')
  })

  it('says what stands in the place of the database', async () => {
    mkdirSync(join(data, 'terrace.sqlite'), { recursive: true })
    writeFileSync(join(data, 'secret.key'), 'k'.repeat(64))
    expect(await refusal()).toContain(join(data, 'terrace.sqlite'))
    expect(await doctor()).toMatchObject({ code: 1, stdout: expect.stringMatching(/^FAIL {2}database: .*terrace\.sqlite/m) })
  })

  it('makes files for its user alone in a directory that everybody may enter', async () => {
    mkdirSync(data, { mode: 0o755 })
    chmodSync(data, 0o755)
    await using server = await startServer({ dataDirectory: data })
    await server.userWithToken('ada')
    const modes = readdirSync(data, { withFileTypes: true }).map(({ name }) => [name, statSync(join(data, name)).mode & 0o077])
    expect(modes.map(([name]) => name)).toEqual(
      expect.arrayContaining(['terrace.sqlite', 'terrace.sqlite-wal', 'server.lock', 'secret.key']),
    )
    expect(modes.filter(([, others]) => others !== 0)).toEqual([])
  })
})

describe('terrace doctor', () => {
  it('complains about files that everybody on the machine can read', async () => {
    mkdirSync(data, { mode: 0o755 })
    chmodSync(data, 0o755)
    const [command, ...args] = ['admin', 'create-user', '--username', 'ada', '--email', 'ada@example.com']
    await runCommand([command ?? '', ...args], await settings())
    chmodSync(join(data, 'terrace.sqlite'), 0o600)
    chmodSync(join(data, 'secret.key'), 0o600)
    expect((await doctor()).stdout).toMatch(/^ok {4}data directory/m)
    chmodSync(join(data, 'terrace.sqlite'), 0o644)
    expect(await doctor()).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^FAIL {2}data directory: other users of the machine can read .*terrace\.sqlite: chmod go-rwx/m),
    })
    chmodSync(data, 0o700)
    expect((await doctor()).stdout).toMatch(/^ok {4}data directory/m)
  })
})

const NOBODY = 65_534
const asNobody = async (args: readonly string[]) => await runProgram(args, await settings({ HOME: directory }), NOBODY)

/** Modes and owners bind everybody but root, so the program runs as somebody else. */
describe.skipIf(process.getuid?.() !== 0)('another user', () => {
  beforeEach(async () => {
    chmodSync(directory, 0o755)
    mkdirSync(data, { mode: 0o700 })
    await runProgram(['migrate'], await settings())
    for (const name of ['', ...readdirSync(data)]) chownSync(join(data, name), NOBODY, NOBODY)
  })

  it.each([
    [
      'a database that it may not write',
      () => chmodSync(join(data, 'terrace.sqlite'), 0o400),
      /terrace\.sqlite cannot be written: this user has no permission/,
    ],
    ['a data directory that it may not write', () => chmodSync(data, 0o500), /data cannot be written, and .*this user has no permission/],
    [
      "archives of somebody else's",
      () => chownSync(join(data, 'objects'), 0, 0),
      /archives cannot be stored in .*objects.*: this user has no permission/,
    ],
    [
      "a lock of somebody else's",
      () => writeFileSync(join(data, 'server.lock'), '', { mode: 0o600 }),
      /server\.lock cannot be written: this user has no permission/,
    ],
  ])('is told about %s', async (_what, spoil, reason) => {
    spoil()
    const { code, stderr } = await asNobody(['serve'])
    expect([code, stderr]).toEqual([1, expect.stringMatching(reason)])
    expect(stderr).not.toMatch(/another server|^ +at /m)
  })

  it('is told by the doctor about a database that it may not write', async () => {
    chmodSync(join(data, 'terrace.sqlite'), 0o400)
    const { code, stdout } = await asNobody(['doctor'])
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^FAIL {2}database: .*terrace\.sqlite cannot be written: this user has no permission/m),
    ])
  })
})
