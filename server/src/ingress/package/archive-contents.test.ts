// What packing writes down about an archive, and what a reader of single files makes of it.
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tarOf } from '../../../test/support/module-source.ts'
import { type ArchiveContents, decodeContents, encodeContents, readArchivedFile, scanArchive } from '../../archivist/index.ts'
import type { ModuleFile } from './module-tree.ts'
import { packModule } from './pack-module.ts'

let directory: string
let archive: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
  archive = join(directory, 'archive.tar.gz')
})
afterEach(async () => rm(directory, { recursive: true }))

const LONG = `${'directory/'.repeat(30)}é.tf`
const FILES: Readonly<Record<string, Buffer>> = {
  'main.tf': Buffer.from('resource {}\n'),
  empty: Buffer.alloc(0),
  [LONG]: Buffer.from('a long path\n'),
  'large.bin': randomBytes(300_000),
  ...Object.fromEntries(
    Array.from({ length: 60 }, (_none, n) => [`examples/e${n}/main.tf`, Buffer.from(`module "m${n}" {}\n`.repeat(20_000 / 15))]),
  ),
  ...Object.fromEntries(Array.from({ length: 40 }, (_none, n) => [`examples/e${n}/data.bin`, randomBytes(100_000)])),
}

function moduleFiles(): ModuleFile[] {
  return Object.entries(FILES).map(([path, content]) => ({ path, mode: 0o644, size: content.length, read: async () => content }))
}

/** Counts what is read of the archive. */
function ranges() {
  const read: number[] = []
  return {
    read,
    open: async ({ first, last }: { first: number; last: number }) => {
      read.push(last - first + 1)
      return createReadStream(archive, { start: first, end: last })
    },
  }
}

async function contentOf(contents: ArchiveContents, path: string, open = ranges().open): Promise<Buffer> {
  const file = contents.files.find((each) => each.path === path)
  if (file === undefined) throw new Error(`no file ${path}`)
  const parts: Buffer[] = []
  for await (const part of readArchivedFile(open, contents, file)) parts.push(part)
  return Buffer.concat(parts)
}

describe('the contents of an archive', () => {
  test('lead to each file, without the rest of the archive', async () => {
    const packed = await packModule({ files: moduleFiles() }, { destination: archive })
    const contents = decodeContents(encodeContents(packed.contents))
    expect(contents.files.map(({ path }) => path).toSorted()).toEqual(Object.keys(FILES).toSorted())
    const { open, read } = ranges()
    for (const [path, content] of Object.entries(FILES)) expect((await contentOf(contents, path, open)).equals(content)).toBe(true)
    // A megabyte before the piece of a file, and the piece itself.
    expect(Math.max(...read)).toBeLessThan(1_500_000)
    expect(packed.size).toBeGreaterThan(4_000_000)
  })

  test('are found in an archive that was made as one stream', async () => {
    const tar = Object.entries(FILES).map(([name, content]) => ({ name, content }))
    await writeFile(archive, gzipSync(await tarOf(tar)))
    const contents = await scanArchive(createReadStream(archive))
    for (const [path, content] of Object.entries(FILES)) expect((await contentOf(contents, path)).equals(content)).toBe(true)
  })

  test('are found by a look at an archive of pieces as well', async () => {
    const packed = await packModule({ files: moduleFiles() }, { destination: archive })
    const scanned = await scanArchive(createReadStream(archive))
    expect(scanned.files).toEqual(packed.contents.files)
  })

  test.each([
    ['flipped', (bytes: Buffer) => bytes.fill(0xaa, 200_000, 200_010)],
    ['missing', (bytes: Buffer) => bytes.subarray(0, 150_000)],
  ])('refuse a file whose bytes are %s', async (_how, damage) => {
    const content = randomBytes(300_000)
    const files: ModuleFile[] = [{ path: 'large.bin', mode: 0o644, size: content.length, read: async () => content }]
    const { contents } = await packModule({ files }, { destination: archive })
    await writeFile(archive, damage(await buffer(createReadStream(archive))))
    await expect(contentOf(contents, 'large.bin')).rejects.toThrow(/large\.bin/)
  })
})
