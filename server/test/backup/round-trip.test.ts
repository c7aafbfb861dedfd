// `terrace backup` and `terrace restore`, from each database to each.
import { readFileSync, rmSync, statSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { type Filled, fillPlace } from './filled-place.ts'
import { bringKey, emptyPlace, everythingIn, type Kind, type Place } from './places.ts'

const serverUrl = inject('postgresUrl')
const WAYS: readonly [Kind, Kind][] = [
  ['sqlite', 'sqlite'],
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
  ['postgres', 'postgres'],
]
const POSSIBLE = WAYS.filter((way) => serverUrl !== null || !way.includes('postgres'))

let directory: string
const places: Place[] = []
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-backup-'))
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

function expectArchives({ objects }: Place, { archives }: Filled): void {
  for (const { key, bytes } of Object.values(archives)) expect(readFileSync(join(objects, key)).equals(bytes)).toBe(true)
}

describe.each(POSSIBLE)('a backup from %s, restored to %s', (from, to) => {
  it('brings back every row and archive, tokens included', async () => {
    const [source, target] = [await place(from, 'source'), await place(to, 'target')]
    const filled = await fillPlace(source, { large: true })
    const file = join(directory, 'backup.tar')
    const taken = await source.run('backup', file)
    expect([taken.code, taken.stderr, taken.stdout]).toEqual([0, '', expect.stringContaining(`${file} is written and verified: `)])
    expect(taken.stdout).toContain(`The secret key is not in it: keep a copy of ${source.keyFile}`)
    expect(statSync(file).mode & 0o777).toBe(0o600)

    bringKey(source, target)
    const restored = await target.run('restore', file)
    expect([restored.code, restored.stderr, restored.stdout]).toEqual([
      0,
      '',
      expect.stringContaining(`${file} is restored and verified: `),
    ])
    expect(await everythingIn(target)).toEqual(await everythingIn(source))
    expectArchives(target, filled)
    const tokens = await target.run('admin', 'list-tokens', '--username', 'ada')
    expect([tokens.code, tokens.stdout]).toEqual([0, expect.stringMatching(/^at-/m)])
    expect((await target.run('doctor', '--verify')).stdout).toMatch(/^ok {4}archives: all 2 are what was published/m)
  })
})

describe('a backup with the secret key', () => {
  it('needs nothing but its file', async () => {
    const [source, target] = [await place('sqlite', 'source'), await place('sqlite', 'target')]
    await fillPlace(source)
    const file = join(directory, 'backup.tar')
    const taken = await source.run('backup', file, '--with-secret-key')
    expect([taken.code, taken.stdout]).toEqual([0, expect.stringContaining('The secret key is in it')])
    expect(await target.run('restore', file)).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(target.keyFile)).toEqual(readFileSync(source.keyFile))
    expect(statSync(target.keyFile).mode & 0o777).toBe(0o600)
  })
})
