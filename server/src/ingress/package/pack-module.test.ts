import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { archiveOf, repositoryOf, textsOf } from '../../../test/support/module-source.ts'
import { readArchive } from './archive.ts'
import { readGitTree } from './git-tree.ts'
import { rememberedDeflate } from './gzip/gzip-pieces.ts'
import type { ModuleFile } from './module-tree.ts'
import { packModule } from './pack-module.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
})
afterEach(async () => rm(directory, { recursive: true }))

const pack = (files: readonly ModuleFile[], name: string) => packModule({ files }, { destination: join(directory, name) })

function file(path: string, content: string | Buffer = path, mode: ModuleFile['mode'] = 0o644): ModuleFile {
  const bytes = Buffer.from(content)
  return { path, mode, size: bytes.length, read: async () => bytes }
}

test('the same files give the same archive, whatever their order', async () => {
  const files = ['main.tf', 'a/b.tf', 'a-b.tf', 'a.tf', 'é.tf', '\u{1f600}.tf', '\uffee.tf'].map((path) => file(path))
  const one = await pack(files, 'one')
  const other = await pack(files.toReversed(), 'other')
  expect(other).toEqual(one)
  expect(await readFile(join(directory, 'one'))).toEqual(await readFile(join(directory, 'other')))
})

test('the same module gives the same archive from git and from an upload', async () => {
  const { objects, root } = repositoryOf({ 'main.tf': 'm', 'lib/a.tf': 'a', 'link.tf': { link: 'lib/a.tf' } })
  const upload = await readArchive(
    await archiveOf([
      { name: './link.tf', type: 'symlink', linkname: 'lib/a.tf' },
      { name: './lib/', type: 'directory' },
      { name: './lib/a.tf', content: 'a', mode: 0o600 },
      { name: './main.tf', content: 'm' },
    ]),
  )
  const fromGit = await pack((await readGitTree(objects, root)).files, 'git')
  expect(await pack(upload.files, 'upload')).toEqual(fromGit)
})

test('what is reported about the archive is true', async () => {
  const packed = await pack([file('a', 'xx'), file('b', 'yyy')], 'archive')
  const bytes = await readFile(join(directory, 'archive'))
  expect(packed).toEqual({
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    uncompressedSize: 5,
    fileCount: 2,
    contents: expect.anything(),
  })
})

test('the archive tells nothing about when and where it was made', async () => {
  await pack([file('a.tf')], 'archive')
  const bytes = await readFile(join(directory, 'archive'))
  // gzip: no flags (name, comment), no time
  expect([...bytes.subarray(3, 8)]).toEqual([0, 0, 0, 0, 0])
  const header = gunzipSync(bytes).subarray(0, 512)
  expect(header.subarray(108, 124).toString()).toBe('0000000\x000000000\0')
  expect(header.subarray(265, 329).every((byte) => byte === 0)).toBe(true)
})

test('the system tar unpacks it to the same files and modes', async () => {
  const paths = [
    'main.tf',
    `${'d'.repeat(90)}/${'f'.repeat(95)}.tf`,
    `${'x/'.repeat(60)}deep.tf`,
    `${'n'.repeat(150)}.tf`,
    'ünï/cödé.tf',
    `${'y/'.repeat(120)}z`,
  ]
  const files = [...paths.map((path) => file(path)), file('run.sh', '#!', 0o755), file('empty', ''), file('block', Buffer.alloc(512, 'b'))]
  await pack(files, 'archive.tar.gz')
  const target = join(directory, 'target')
  await mkdir(target)
  const { stderr } = await promisify(execFile)('tar', ['-xpzf', join(directory, 'archive.tar.gz'), '-C', target])
  expect(stderr).toBe('')
  for (const expected of files) {
    const { path, mode } = expected
    expect(await readFile(join(target, path))).toEqual(await expected.read())
    expect((await stat(join(target, path))).mode & 0o7777).toBe(mode)
  }
})

test('archives of one repository are what they would be alone', async () => {
  const deflate = rememberedDeflate(1e6)
  const shared = ['a', 'b', 'c'].flatMap((name) => [
    file(`examples/${name}/main.tf`, 'module\n'.repeat(200)),
    file(`modules/${name}/README.md`, `${name}\n`.repeat(20_000)),
  ])
  const releases = [1, 2, 3].map((release) => [...shared, file('CHANGELOG.md', 'release\n'.repeat(release * 4000)), file('main.tf')])
  for (const [index, files] of releases.entries()) {
    const name = `release-${index}`
    const together = await packModule({ files }, { destination: join(directory, name), deflate })
    expect(together).toEqual(await pack(files, `${name}-alone`))
    const read = await textsOf(await readArchive(join(directory, name)))
    expect(read).toEqual(Object.fromEntries(await Promise.all(files.map(async (each) => [each.path, (await each.read()).toString()]))))
  }
})

test('paths of every length survive, where the header format changes too', async () => {
  const lengths = [1, 98, 99, 100, 101, 102, 154, 155, 156, 157, 254, 255, 256, 257, 300, 986, 987, 988, 1000]
  const files = lengths.flatMap((length) => [file('a'.repeat(length)), file(`${'b/'.repeat(length)}c`.slice(0, length - 1) + 'c')])
  await pack(files, 'archive')
  const limits = { fileBytes: 1e6, entries: 1e6, totalBytes: 1e6, pathBytes: 1e4, depth: 1e4, linkChain: 1 }
  const read = await textsOf(await readArchive(join(directory, 'archive'), { limits }))
  expect(Object.keys(read).toSorted()).toEqual(files.map(({ path }) => path).toSorted())
  expect(Object.entries(read).every(([path, text]) => path === text)).toBe(true)
})

test('files larger than what is packed in one piece arrive whole', async () => {
  const big = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 251))
  await pack([file('a', 'x'), file('big', big), file('z', 'y')], 'archive')
  const tree = await readArchive(join(directory, 'archive'))
  const read = tree.files.find(({ path }) => path === 'big')
  expect((await read?.read())?.equals(big)).toBe(true)
  expect(tree.files).toHaveLength(3)
})

test('when a file cannot be read, or is not what was announced, nothing is left behind', async () => {
  const failing = { ...file('b'), read: async () => Promise.reject(new Error('git died')) }
  await expect(pack([file('a'), failing, file('c')], 'one')).rejects.toThrow('git died')
  await expect(pack([{ ...file('a'), size: 7 }], 'two')).rejects.toThrow('a has 1 bytes instead of 7')
  expect(await readdir(directory)).toEqual([])
})
