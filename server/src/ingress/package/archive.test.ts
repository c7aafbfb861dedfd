import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { archiveOf, bytesOf, type FixtureEntry, forgeHeader, tarOf, textsOf } from '../../../test/support/module-source.ts'
import { readArchive } from './archive.ts'

let scratchDirectory: string
beforeEach(async () => {
  scratchDirectory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
})
afterEach(async () => rm(scratchDirectory, { recursive: true }))

const read = async (entries: FixtureEntry[]) => readArchive(await archiveOf(entries), { scratchDirectory })
const refused = async (tar: Buffer) => readArchive(bytesOf(gzipSync(tar)), { scratchDirectory })

test('archives with and without directories and leading ./ give the same files', async () => {
  const plain = await read([
    { name: 'main.tf', content: 'm' },
    { name: 'modules/x/a.tf', content: 'a' },
  ])
  const slug = await read([
    { name: './', type: 'directory' },
    { name: './modules/', type: 'directory' },
    { name: './modules/x/a.tf', content: 'a' },
    { name: './modules/x/', type: 'directory' },
    { name: './main.tf', content: 'm' },
  ])
  const expected = { 'main.tf': 'm', 'modules/x/a.tf': 'a' }
  expect(await textsOf(plain)).toEqual(expected)
  expect(await textsOf(slug)).toEqual(expected)
})

test('an archive can be read from a file', async () => {
  const path = join(scratchDirectory, 'upload')
  await writeFile(path, gzipSync(await tarOf([{ name: 'a.tf', content: 'a' }])))
  expect(await textsOf(await readArchive(path))).toEqual({ 'a.tf': 'a' })
  await expect(readArchive(join(scratchDirectory, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('links that stay inside become copies of what they point to', async () => {
  const tree = await read([
    { name: 'early', type: 'symlink', linkname: 'lib' },
    { name: 'lib/a.tf', content: 'a', mode: 0o755 },
    { name: 'x/a.tf', type: 'symlink', linkname: '../lib/../early/a.tf' },
    { name: 'hard.tf', type: 'link', linkname: './lib/a.tf' },
  ])
  expect(await textsOf(tree)).toEqual({ 'lib/a.tf': 'a', 'early/a.tf': 'a', 'x/a.tf': 'a', 'hard.tf': 'a' })
})

test('of the mode only the executable bit is kept', async () => {
  const tree = await read([
    { name: 'a', mode: 0o4755 },
    { name: 'b', mode: 0o2600 },
    { name: 'c', mode: 0o1777 },
  ])
  expect(tree.files.map((file) => file.mode)).toEqual([0o755, 0o644, 0o755])
})

test('what git and Terraform leave in a working directory is left out, each directory with one warning', async () => {
  const tree = await read([
    { name: 'a.tf' },
    { name: 'a_override.tf' },
    { name: '.git/', type: 'directory' },
    { name: '.git/config', content: 'secret' },
    { name: 'm/.GIT', content: 'x' },
    { name: './.terraform/providers/p', content: 'p' },
    { name: `./.terraform/${'deep/'.repeat(100)}\\`, content: 'p' },
    { name: 'm/terraform.tfstate.backup', content: 'secret' },
  ])
  expect(tree.files.map((file) => file.path)).toEqual(['a.tf', 'a_override.tf'])
  expect(tree.warnings.map(({ file }) => file)).toEqual(['.git', 'm/.GIT', '.terraform', 'm/terraform.tfstate.backup'])
})

test.each<[string, FixtureEntry[], string]>([
  ['a symbolic link outside', [{ name: 'l', type: 'symlink', linkname: '../x' }], '"l" is a symbolic link to "../x", which is outside'],
  ['an absolute symbolic link', [{ name: 'l', type: 'symlink', linkname: '/etc/passwd' }], 'which is outside'],
  ['a dangling symbolic link', [{ name: 'l', type: 'symlink', linkname: 'gone' }], 'which does not exist'],
  ['a symbolic link to itself', [{ name: 'l', type: 'symlink', linkname: 'l' }], 'back to itself'],
  ['a link target in an extended header', [{ name: 'l', type: 'symlink', linkname: 'l', pax: { linkpath: '/etc' } }], 'which is outside'],
  [
    'a very long link target',
    [{ name: 'l', type: 'symlink', linkname: 'l', pax: { linkpath: 'x/'.repeat(600) } }],
    'too long to be a path',
  ],
  ['a hard link outside', [{ name: 'l', type: 'link', linkname: '../x' }], '"l" is a hard link to "../x", which is not an earlier file'],
  ['an absolute hard link', [{ name: 'l', type: 'link', linkname: '/etc/passwd' }], 'not an earlier file'],
  ['a hard link to a later file', [{ name: 'l', type: 'link', linkname: 'b' }, { name: 'b' }], 'not an earlier file'],
  [
    'a hard link to a link',
    [
      { name: 's', type: 'symlink', linkname: 'a.tf' },
      { name: 'l', type: 'link', linkname: 's' },
    ],
    'not an earlier file',
  ],
])('%s is left out', async (_what, entries, detail) => {
  const tree = await read([{ name: 'a.tf', content: 'a' }, ...entries])
  expect(tree.deadLinks).toMatchObject([{ file: 'l', detail: expect.stringContaining(detail) }])
  expect(tree.files.map(({ path }) => path)).toContain('a.tf')
  expect(tree.files.map(({ path }) => path)).not.toContain('l')
})

test.each<[string, FixtureEntry[], RegExp]>([
  ['a name that climbs out', [{ name: '../evil.tf' }], /"..\/evil.tf": the name ".." is not allowed/],
  ['a name that climbs out later', [{ name: 'a/../../evil.tf' }], /the name ".." is not allowed/],
  ['a name that climbs and stays inside', [{ name: 'a/../b.tf' }], /the name ".." is not allowed/],
  ['an absolute name', [{ name: '/etc/passwd' }], /absolute path/],
  ['an absolute name in an extended header', [{ name: 'a', pax: { path: '/etc/passwd' } }], /absolute path/],
  ['a climbing name in an extended header', [{ name: 'a', pax: { path: '../x' } }], /the name ".."/],
  ['a NUL in an extended header', [{ name: 'a', pax: { path: 'a.tf\0.png' } }], /control character/],
  ['a line break', [{ name: 'a\nb' }], /control character/],
  ['a backslash', [{ name: 'a\\..\\b' }], /backslash/],
  ['a file written through a link', [{ name: 'd', type: 'symlink', linkname: '/tmp' }, { name: 'd/evil' }], /more than one entry/],
  ['a block device', [{ name: 'd', type: 'block-device' }], /a block-device is not allowed/],
  ['a character device', [{ name: 'd', type: 'character-device' }], /a character-device is not allowed/],
  ['a named pipe', [{ name: 'd', type: 'fifo' }], /a fifo is not allowed/],
  ['a sparse file', [{ name: 'a', pax: { 'GNU.sparse.realsize': '9' } }], /sparse/],
  [
    'the same name twice',
    [
      { name: 'a.tf', content: '1' },
      { name: './a.tf', content: '2' },
    ],
    /"a.tf": more than one entry/,
  ],
  ['a file where a directory is', [{ name: 'a/b' }, { name: 'a' }], /"a": more than one entry/],
  ['a directory where a file is', [{ name: 'a' }, { name: 'a/', type: 'directory' }], /"a": more than one entry/],
  ['a very deep path', [{ name: `${'d/'.repeat(70)}a` }], /more than 64 directories deep/],
  ['a very long path', [{ name: 'd'.repeat(1100) }], /longer than 1024 bytes/],
  ['a huge claimed size', [{ name: 'a', pax: { size: '99999999999' } }], /larger than 52428800 bytes/],
])('%s is refused', async (_what, entries, message) => {
  await expect(read(entries)).rejects.toThrow(message)
  await expect(read(entries)).rejects.toMatchObject({ name: 'PackageRefused' })
})

test('a name that is not UTF-8 is refused', async () => {
  const tar = await tarOf([{ name: 'xx.tf' }])
  await expect(refused(forgeHeader(tar, 0, 0, Buffer.from([0xff, 0xfe])))).rejects.toThrow('not valid UTF-8')
})

test('a UTF-8 name in a plain header is kept', async () => {
  const tree = await refused(forgeHeader(await tarOf([{ name: 'xx.tf' }]), 0, 0, Buffer.from('é')))
  expect(tree.files.map((file) => file.path)).toEqual(['é.tf'])
})

test.each<[string, number, Buffer]>([
  ['an unknown type', 156, Buffer.from('S')],
  ['a negative size', 124, Buffer.alloc(12, 0xff)],
  ['a size in no known notation', 124, Buffer.from([0xc0, 1])],
])('a header with %s is refused', async (_what, offset, bytes) => {
  const tar = forgeHeader(await tarOf([{ name: 'a', content: 'abc' }, { name: 'b' }]), 0, offset, bytes)
  await expect(refused(tar)).rejects.toMatchObject({ name: 'PackageRefused' })
})

test('what is not a gzipped tar archive is refused as such', async () => {
  const tar = await tarOf([{ name: 'a.tf', content: 'x'.repeat(5000) }])
  const whole = gzipSync(tar)
  const broken = Buffer.from(whole)
  broken.writeUInt8(broken.readUInt8(30) ^ 0xff, 30)
  const cases = [
    Buffer.from('plain text'),
    tar,
    Buffer.alloc(0),
    gzipSync(''),
    gzipSync('not a tar'.repeat(100)),
    whole.subarray(0, -9),
    broken,
  ]
  for (const bytes of [...cases, gzipSync(tar.subarray(0, 2048)), gzipSync(Buffer.alloc(700, 'x'))]) {
    await expect(readArchive(bytesOf(bytes))).rejects.toThrow('the upload is not a gzipped tar archive')
  }
})

test('names and targets in long headers of GNU tar are read', async () => {
  const long = `${'directory/'.repeat(15)}main.tf`
  const longHeader = async (flag: string) => {
    const entry = await tarOf([{ name: '././@LongLink', content: `${long}\0` }])
    return forgeHeader(entry.subarray(0, -1024), 0, 156, Buffer.from(flag))
  }
  const file = (await tarOf([{ name: 'cut', content: 'a' }])).subarray(0, -1024)
  const link = await tarOf([{ name: 'l.tf', type: 'symlink', linkname: 'cut' }])
  const tree = await refused(Buffer.concat([await longHeader('L'), file, await longHeader('K'), link]))
  expect(await textsOf(tree)).toEqual({ [long]: 'a', 'l.tf': 'a' })
})

test('a size of eight gigabytes, which is not octal, is read', async () => {
  const size = Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0])
  await expect(refused(forgeHeader(await tarOf([{ name: 'a', content: 'abc' }]), 0, 124, size))).rejects.toThrow(
    '"a": larger than 52428800',
  )
})

test('an extended header is about the next entry alone', async () => {
  const extended = await tarOf([{ name: 'x', content: '15 path=one.tf\n' }])
  const header = forgeHeader(extended.subarray(0, -1024), 0, 156, Buffer.from('x'))
  const tree = await refused(
    Buffer.concat([
      header,
      await tarOf([
        { name: 'a', content: '1' },
        { name: 'b', content: '2' },
      ]),
    ]),
  )
  expect(await textsOf(tree)).toEqual({ 'one.tf': '1', b: '2' })
})

test('more than fits into memory is kept in a scratch file that leaves no name behind', async () => {
  const files = Array.from({ length: 5 }, (_, index) => ({ name: `f${index}`, content: Buffer.alloc(10 * 1024 * 1024, index + 1) }))
  const tree = await readArchive(bytesOf(gzipSync(await tarOf(files), { level: 1 })), { scratchDirectory })
  for (const [index, file] of tree.files.entries()) expect((await file.read()).equals(files[index]!.content)).toBe(true)
  expect(await readdir(scratchDirectory)).toEqual([])
  await tree.close()
})

test('when the source fails, its error is passed on', async () => {
  const whole = gzipSync(await tarOf([{ name: 'a.tf', content: 'x'.repeat(5000) }]))
  async function* failing() {
    yield whole.subarray(0, 20)
    throw Object.assign(new Error('disk gone'), { code: 'EIO' })
  }
  await expect(readArchive(failing())).rejects.toThrow('disk gone')
})

test('archives with random damage are read or refused, never anything else', async () => {
  const tar = await tarOf([
    { name: 'main.tf', content: 'x'.repeat(700) },
    { name: 'long', pax: { path: 'p/'.repeat(60), comment: 'c' }, type: 'directory' },
    { name: 'a/b', type: 'symlink', linkname: '../main.tf' },
    { name: 'h', type: 'link', linkname: 'main.tf' },
    { name: 'é.tf', content: 'y' },
  ])
  let seed = 1
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  for (let round = 0; round < 600; round++) {
    const block = 512 * random(tar.length / 512)
    const bytes = Buffer.from(Array.from({ length: 1 + random(12) }, () => [0, 0x20, 0x37, 0x78, 0x80, 0xff, 0x2f, 0x2e][random(8)]!))
    const damaged = forgeHeader(tar, block, [0, 100, 124, 156, 157, 257, 345][random(7)]!, bytes)
    const outcome = await refused(damaged).then(
      (tree) => tree.close(),
      (error: unknown) => error,
    )
    if (outcome !== undefined) expect(outcome).toMatchObject({ name: 'PackageRefused' })
  }
})
