// What `terrace backup` and `terrace restore` refuse, and what they leave behind then.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { tarOf } from '../support/module-source.ts'
import { PROGRAM } from '../support/running-server.ts'
import { type Filled, fillPlace, PUBLISHED } from './filled-place.ts'
import { bringKey, bringNewKey, emptyPlace, everythingIn, type Kind, type Place } from './places.ts'

const serverUrl = inject('postgresUrl')
const KINDS: readonly Kind[] = serverUrl === null ? ['sqlite'] : ['sqlite', 'postgres']
/** 4096 blocks of 512 bytes. */
const TWO_MEGABYTES = 2 * 1024 * 1024

let directory: string
let file: string
const places: Place[] = []
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-backup-'))
  file = join(directory, 'backup.tar')
})
afterEach(async () => {
  for (const place of places.splice(0)) await place[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
})

async function place(kind: Kind, name: string): Promise<Place> {
  const made = await emptyPlace(kind, join(directory, name), serverUrl)
  places.push(made)
  return made
}

async function filledPlace(kind: Kind): Promise<{ source: Place; filled: Filled }> {
  const source = await place(kind, 'source')
  return { source, filled: await fillPlace(source) }
}

async function backedUp(kind: Kind, ...options: string[]): Promise<Place> {
  const { source } = await filledPlace(kind)
  expect(await source.run('backup', file, ...options)).toMatchObject({ code: 0 })
  return source
}

/** @returns what `terrace restore` says when it refuses */
async function refusal(target: Place): Promise<string> {
  const { code, stdout, stderr } = await target.run('restore', file)
  expect([code, stdout, stderr]).toEqual([1, '', expect.not.stringMatching(/^ +at /m)])
  return stderr
}

describe('a damaged file', () => {
  let good: { bytes: Buffer; key: Buffer }
  beforeAll(async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'terrace-backup-'))
    await using source = await emptyPlace('sqlite', join(elsewhere, 'source'), null)
    await fillPlace(source)
    const whole = join(elsewhere, 'backup.tar')
    expect(await source.run('backup', whole)).toMatchObject({ code: 0 })
    good = { bytes: readFileSync(whole), key: readFileSync(source.keyFile) }
    rmSync(elsewhere, { recursive: true })
  })

  /** Where the entry begins, header included. */
  const positionOf = (entry: string) => good.bytes.indexOf(entry)

  async function refusedWith(bytes: Buffer): Promise<string> {
    writeFileSync(file, bytes)
    const target = await place('sqlite', 'target')
    writeFileSync(target.keyFile, good.key)
    const said = await refusal(target)
    expect(readdirSync(dirname(target.keyFile))).toEqual(['secret.key'])
    return said
  }

  it.each([
    ['in a table', 'database/users/000001.jsonl.gz'],
    ['in an archive of a version', 'archives/modules/'],
    ['in an upload', 'archives/uploads/modver-2'],
    ['in its contents', 'contents.json'],
    ['in its checksums', 'SHA256SUMS'],
  ])('%s is noticed before anything is created', async (_what, entry) => {
    const bytes = Buffer.from(good.bytes)
    const flipped = positionOf(entry) + 512 + 20
    bytes[flipped] = (bytes[flipped] ?? 0) ^ 1
    expect(await refusedWith(bytes)).toMatch(/backup\.tar is damaged: .* is not what was written/)
  })

  it.each([
    ['at once', () => 0],
    ['in its manifest', () => 700],
    ['in a table', () => 5000],
    ['before its checksums', () => positionOf('SHA256SUMS')],
    ['in its checksums', () => positionOf('SHA256SUMS') + 1024],
  ])('that ends too early, %s, is noticed before anything is created', async (_where, length) => {
    expect(await refusedWith(good.bytes.subarray(0, length()))).toMatch(/backup\.tar is (incomplete|not a (whole )?backup of Terrace)/)
  })

  it('that is something else is called so', async () => {
    const target = await place('sqlite', 'target')
    for (const content of [Buffer.from('hello'), Buffer.alloc(10_240, 'x'), await tarOf([{ name: 'main.tf', content: '' }])]) {
      writeFileSync(file, content)
      expect(await refusal(target)).toMatch(/backup\.tar is not a (whole )?backup of Terrace/)
    }
    rmSync(file)
    expect(await refusal(target)).toMatch(/backup\.tar cannot be read: ENOENT/)
  })

  it('of a newer program is refused by name', async () => {
    const manifest = { kind: 'terrace-backup', format: 1, program: '9.0.0', migrations: ['0001-initial', '9999-later'], secretKey: false }
    const target = await place('sqlite', 'target')
    writeFileSync(file, await tarOf([{ name: 'manifest.json', content: JSON.stringify(manifest) }]))
    expect(await refusal(target)).toMatch(/made by a newer program \(version 9\.0\.0\): its database has 9999-later/)
    writeFileSync(file, await tarOf([{ name: 'manifest.json', content: JSON.stringify({ ...manifest, format: 2 }) }]))
    expect(await refusal(target)).toMatch(/its format is 2, and this program knows 1/)
  })
})

describe.each(KINDS)('a restore to %s', (kind) => {
  it('refuses a place that holds an installation already, names what is there, and leaves it as it was', async () => {
    const source = await backedUp(kind)
    const before = await everythingIn(source)
    const said = await refusal(source)
    expect(said).toContain(`${source.objects} holds archives already, such as `)
    expect(said).toMatch(/has tables already \(agent_pool_projects, agent_pools, .* and \d+ more\): restore into an empty database/)
    expect(await everythingIn(source)).toEqual(before)
  })

  it('refuses archives that somebody left in an otherwise empty place', async () => {
    const source = await backedUp(kind)
    const target = await place(kind, 'target')
    bringKey(source, target)
    mkdirSync(join(target.objects, 'modules'), { recursive: true })
    writeFileSync(join(target.objects, 'modules', 'x'), '')
    expect(await refusal(target)).toContain(`${target.objects} holds archives already, such as modules/x`)
  })

  it('refuses another secret key than the backup was made with, and none', async () => {
    const source = await backedUp(kind)
    const target = await place(kind, 'target')
    expect(await refusal(target)).toMatch(/secret\.key does not exist: put the secret key there that .*backup\.tar was written with/)
    bringNewKey(target)
    expect(await refusal(target)).toContain(`${target.keyFile} is not the secret key that ${file} was written with`)
    bringKey(source, target)
    expect(await target.run('restore', file)).toMatchObject({ code: 0 })
  })

  it('says what to remove when it fails half-way, and works once that is done', async () => {
    const source = await backedUp(kind)
    const target = await place(kind, 'target')
    bringKey(source, target)
    mkdirSync(target.objects)
    // A file stands where archives are written.
    writeFileSync(join(target.objects, '.tmp'), '')
    expect(await refusal(target)).toMatch(/Nothing was restored: .*\n.*remove the archives in .*objects/)
    expect(await everythingIn(target).catch(() => undefined)).toBeUndefined()
    rmSync(target.objects, { recursive: true })
    expect(await target.run('restore', file)).toMatchObject({ code: 0 })
    expect(await everythingIn(target)).toEqual(await everythingIn(source))
  })
})

describe.each(KINDS)('a backup of %s', (kind) => {
  it('names damaged and missing archives, holds everything else, and exits with 1 unless told otherwise', async () => {
    const { source, filled } = await filledPlace(kind)
    const { published, trashed, uploaded } = filled.archives
    writeFileSync(join(source.objects, published.key), 'rotten')
    rmSync(join(source.objects, trashed.key))
    const taken = await source.run('backup', file)
    expect(taken.code).toBe(1)
    expect(taken.stderr).toContain(`not in the backup: ${published.key} (damaged), of ${PUBLISHED}\n`)
    expect(taken.stderr).toContain(`not in the backup: ${trashed.key} (missing), of Acme/old/aws 1.0.0 (deleted)\n`)
    expect(await source.run('backup', `${file}.2`, '--allow-damaged')).toMatchObject({ code: 0, stderr: taken.stderr })

    const target = await place(kind, 'target')
    bringKey(source, target)
    expect(await target.run('restore', file)).toMatchObject({ code: 0, stderr: taken.stderr })
    expect(readFileSync(join(target.objects, uploaded.key))).toEqual(uploaded.bytes)
    expect(existsSync(join(target.objects, published.key))).toBe(false)
  })

  it('refuses storage that has none of the archives: it is another directory', async () => {
    const { source } = await filledPlace(kind)
    rmSync(source.objects, { recursive: true })
    expect(await source.run('backup', file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not the storage of this database'),
    })
    expect(existsSync(file)).toBe(false)
  })

  it('refuses another secret key than the database was written with', async () => {
    const { source } = await filledPlace(kind)
    bringNewKey(source)
    expect(await source.run('backup', file)).toMatchObject({ code: 1, stderr: expect.stringContaining('is not the secret key that') })
    expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false])
  })

  it('overwrites nothing', async () => {
    const { source } = await filledPlace(kind)
    writeFileSync(file, 'mine')
    expect(await source.run('backup', file)).toMatchObject({ code: 1, stderr: expect.stringContaining(`${file} exists already`) })
    rmSync(file)
    writeFileSync(`${file}.partial`, 'mine')
    expect(await source.run('backup', file)).toMatchObject({ code: 1, stderr: expect.stringContaining(`${file}.partial exists already`) })
    expect([readFileSync(`${file}.partial`, 'utf8'), existsSync(file)]).toEqual(['mine', false])
  })
})

describe('a backup', () => {
  it('of nothing is refused, and creates nothing', async () => {
    const source = await place('sqlite', 'source')
    expect(await source.run('backup', file)).toMatchObject({ code: 1, stderr: expect.stringContaining('there is nothing to back up') })
    expect(readdirSync(dirname(source.keyFile))).toEqual([])
  })

  it('into the storage of archives is refused, where it would be swept', async () => {
    const { source } = await filledPlace('sqlite')
    const { code, stderr } = await source.run('backup', join(source.objects, 'backup.tar'))
    expect([code, stderr]).toEqual([1, expect.stringContaining('is in the storage of archives')])
  })

  it('into a directory that does not exist names it', async () => {
    const { source } = await filledPlace('sqlite')
    const { code, stderr } = await source.run('backup', join(directory, 'none', 'backup.tar'))
    expect([code, stderr]).toEqual([1, expect.stringMatching(/none\/backup\.tar\.partial cannot be written: ENOENT/)])
  })

  it('that the disk has no space for leaves nothing behind', async () => {
    const { source, filled } = await filledPlace('sqlite')
    const { uploaded } = filled.archives
    writeFileSync(join(source.objects, uploaded.key), Buffer.alloc(2 * TWO_MEGABYTES))
    // The most that a program may write into a file is a disk of that size to it.
    const limited = ['-c', 'ulimit -f 4096 && exec "$@"', 'sh', process.execPath, PROGRAM, 'backup', file]
    const child = spawn('sh', limited, { env: source.env, stdio: ['ignore', 'ignore', 'pipe'] })
    const [stderr] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect([child.exitCode, stderr]).toEqual([1, expect.stringContaining(`${file} cannot be written: its disk has no space left`)])
    expect(readdirSync(directory)).toEqual(['source'])
  })
})
