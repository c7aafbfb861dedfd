// What an archive may cost before it is refused.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { archiveOf, bytesOf, type FixtureEntry, forgeHeader, tarOf } from '../../../test/support/module-source.ts'
import { readArchive } from './archive.ts'
import { DEFAULT_PACKAGE_LIMITS, type PackageLimits } from './limits.ts'

let scratchDirectory: string
beforeEach(async () => {
  scratchDirectory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
})
afterEach(async () => rm(scratchDirectory, { recursive: true }))

const read = async (entries: FixtureEntry[]) => readArchive(await archiveOf(entries), { scratchDirectory })

test('a bomb is stopped while it unfolds', async () => {
  const zeros = Buffer.alloc(1024 * 1024)
  async function* bomb(megabytes: number) {
    const gzip = createGzip({ level: 1 })
    const header = (await tarOf([{ name: 'zeros', content: zeros.subarray(0, 512) }])).subarray(0, 512)
    gzip.write(forgeHeader(header, 0, 124, Buffer.from('04540000000\0')))
    for (let sent = 0; sent < megabytes; sent++) gzip.write(zeros)
    gzip.end()
    yield* gzip as AsyncIterable<Buffer>
  }
  // 0o4540000000 bytes are 600 MB
  await expect(readArchive(bomb(300))).rejects.toThrow('"zeros": larger than')
  const limits = { ...DEFAULT_PACKAGE_LIMITS, fileBytes: 2 ** 31, totalBytes: 2 ** 20, entries: 10 }
  await expect(readArchive(bomb(300), { limits })).rejects.toThrow('larger than 1048576 bytes when unpacked')
  // Zeros after the end of the archive count as well.
  const padded = Buffer.concat([await tarOf([{ name: 'a' }]), Buffer.alloc(4 * 1024 * 1024)])
  await expect(readArchive(bytesOf(gzipSync(padded)), { limits })).rejects.toThrow('larger than 1048576 bytes when unpacked')
})

/** Counts the megabytes that were asked for. */
function endless(piece: Buffer, most: number, { first = Buffer.alloc(0) }: { first?: Buffer } = {}) {
  const taken = { megabytes: 0 }
  async function* pieces() {
    yield first
    for (let sent = 0; sent < most; sent += piece.length) {
      taken.megabytes = sent / 1024 / 1024
      yield piece
    }
  }
  return { taken, pieces }
}

test.each([
  ['an extended header', 'x'],
  ['a global extended header', 'g'],
  ['a long name of GNU tar', 'L'],
  ['a long link target of GNU tar', 'K'],
])('%s of 400 MB is refused before it is read', async (_what, flag) => {
  const header = (await tarOf([{ name: 'PaxHeader', content: 'x' }])).subarray(0, 512)
  const first = forgeHeader(forgeHeader(header, 0, 156, Buffer.from(flag)), 0, 124, Buffer.from('03100000000\0'))
  const { taken, pieces } = endless(Buffer.alloc(1024 * 1024, '6 a=b\n'), 400 * 1024 * 1024, { first })
  const gzip = Readable.from(pieces()).pipe(createGzip({ level: 1 }))
  await expect(readArchive(gzip)).rejects.toThrow('an extended header of the archive is larger than 262144 bytes')
  expect(taken.megabytes).toBeLessThan(40)
})

test('many extended headers are refused once they are too large together', async () => {
  const one = await tarOf([{ name: 'PaxHeader', content: Buffer.alloc(200 * 1024, '6 a=b\n') }])
  const header = forgeHeader(one.subarray(0, -1024), 0, 156, Buffer.from('x'))
  const { taken, pieces } = endless(header, 400 * 1024 * 1024)
  const gzip = Readable.from(pieces()).pipe(createGzip({ level: 1 }))
  await expect(readArchive(gzip)).rejects.toThrow('the extended headers of the archive are larger than 33554432 bytes together')
  expect(taken.megabytes).toBeLessThan(80)
})

test('an archive of files full of zeros is refused long before they are all read', async () => {
  const file = (await tarOf([{ name: 'zeros-00', content: Buffer.alloc(45 * 1024 * 1024) }])).subarray(0, -1024)
  const taken: number[] = []
  async function* files() {
    for (const number of Array(15).keys()) {
      taken.push(number)
      yield forgeHeader(file, 0, 0, Buffer.from(`zeros-${number}\0`))
    }
  }
  await expect(readArchive(Readable.from(files()).pipe(createGzip({ level: 1 })))).rejects.toThrow(
    'the archive unpacks to more than 100 times its size',
  )
  expect(taken.length).toBeLessThan(5)
})

test('content that repeats itself less is read, however small it packs', async () => {
  const lines = Array.from({ length: 200_000 }, (_, index) => `value ${index} of something that repeats itself a lot ${'='.repeat(300)}\n`)
  const content = Buffer.from(lines.join('')).subarray(0, 35 * 1024 * 1024)
  const tree = await read([
    { name: 'one.txt', content },
    { name: 'two.txt', content },
  ])
  expect(tree.files.map(({ size }) => size)).toEqual([content.length, content.length])
  await tree.close()
})

test.each<[string, Buffer, Buffer]>([
  ['a comment without end in the header of gzip', Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 3]), Buffer.alloc(65_536, 'c')],
  ['a file name without end in the header of gzip', Buffer.from([0x1f, 0x8b, 8, 0x08, 0, 0, 0, 0, 0, 3]), Buffer.alloc(65_536, 'n')],
  ['empty parts without end', Buffer.alloc(0), Buffer.concat(Array.from({ length: 3000 }, () => gzipSync('')))],
])('%s is refused', async (_what, first, piece) => {
  const { taken, pieces } = endless(piece, 100 * 1024 * 1024, { first })
  await expect(readArchive(pieces())).rejects.toThrow('the archive has more than 1048576 bytes without content')
  expect(taken.megabytes).toBeLessThan(5)
})

test('a hundred thousand entries are refused', async () => {
  const one = (await tarOf([{ name: 'd/x' }])).subarray(0, 512)
  const many = gzipSync(Buffer.concat(Array.from({ length: 100_000 }, (_, index) => numbered(one, index))), { level: 1 })
  await expect(readArchive(bytesOf(many))).rejects.toThrow('more than 10000 files and directories')
})

function numbered(header: Buffer, index: number): Buffer {
  return forgeHeader(header, 0, 0, Buffer.from(`f${index}`))
}

test('directories that are only implied count as entries', async () => {
  const entries = Array.from({ length: 400 }, (_, index) => ({ name: `${index}/${'d/'.repeat(40)}a` }))
  await expect(read(entries)).rejects.toThrow('more than 10000 files and directories')
})

const within = async (limits: Partial<PackageLimits>, entries: FixtureEntry[]) =>
  readArchive(await archiveOf(entries), { limits: { ...DEFAULT_PACKAGE_LIMITS, ...limits }, scratchDirectory })

test.each<[string, Partial<PackageLimits>, FixtureEntry[], FixtureEntry[], string]>([
  [
    'bytes of all files',
    { totalBytes: 10 },
    [
      { name: 'a', content: '12345' },
      { name: 'b', content: '12345' },
    ],
    [
      { name: 'a', content: '12345' },
      { name: 'b', content: '123456' },
    ],
    'the archive is larger than 10 bytes when unpacked',
  ],
  [
    'bytes of one file',
    { fileBytes: 5 },
    [
      { name: 'a', content: '12345' },
      { name: 'b', content: '12345' },
    ],
    [{ name: 'a', content: '123456' }],
    '"a": larger than 5 bytes',
  ],
  [
    'files and directories, also those that only paths name',
    { entries: 5 },
    [{ name: 'a/b/c/d.tf' }],
    [{ name: 'a/b/c/d/e.tf' }, { name: 'a/b/c/f/g.tf' }],
    'the archive has more than 5 files and directories',
  ],
])('as many %s are taken as the limit says, and not one more', async (_what, limits, fits, tooMuch, message) => {
  expect((await within(limits, fits)).files.length).toBe(fits.length)
  await expect(within(limits, tooMuch)).rejects.toThrow(message)
})

/** A file and as many links, each to the one before. */
const chain = (length: number): FixtureEntry[] => [
  { name: '0', content: 'end' },
  ...Array.from({ length }, (_, index): FixtureEntry => ({ name: `${index + 1}`, type: 'symlink', linkname: `${index}` })),
]

test('as many links are followed on the way to a file as the limit says, and not one more', async () => {
  expect((await within({ linkChain: 3 }, chain(3))).files).toHaveLength(4)
  expect((await within({ linkChain: 3 }, chain(4))).deadLinks[0]?.detail).toContain(
    '"4" is a symbolic link to "3", which leads through too many links',
  )
})
