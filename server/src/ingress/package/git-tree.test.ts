import { describe, expect, test } from 'vitest'
import { type RepositoryFiles, repositoryOf, textsOf } from '../../../test/support/module-source.ts'
import { type GitTreeOptions, readGitTree } from './git-tree.ts'
import { DEFAULT_PACKAGE_LIMITS, type PackageLimits } from './limits.ts'
import { SourceDirectoryMissing } from './package-refused.ts'

function read(files: RepositoryFiles, options?: GitTreeOptions) {
  const { objects, root } = repositoryOf(files)
  return readGitTree(objects, root, options)
}

const limited = (limits: Partial<PackageLimits>) => ({ limits: { ...DEFAULT_PACKAGE_LIMITS, ...limits } })

test('all files of the commit are in the module, with only the executable bit kept of their modes', async () => {
  const tree = await read({ 'main.tf': 'a', 'modules/x/main.tf': 'bc', 'run.sh': { executable: 'd' } })
  expect(await textsOf(tree)).toEqual({ 'main.tf': 'a', 'modules/x/main.tf': 'bc', 'run.sh': 'd' })
  expect(Object.fromEntries(tree.files.map((file) => [file.path, [file.mode, file.size]]))).toEqual({
    'main.tf': [0o644, 1],
    'modules/x/main.tf': [0o644, 2],
    'run.sh': [0o755, 1],
  })
  expect(tree.warnings).toEqual([])
})

test('with a source directory that directory is the root of the module', async () => {
  const files = { 'README.md': 'repo', 'modules/network/main.tf': 'm', 'modules/network/sub/a.tf': 's' }
  for (const sourceDirectory of ['modules/network', './modules/network/']) {
    expect(await textsOf(await read(files, { sourceDirectory }))).toEqual({ 'main.tf': 'm', 'sub/a.tf': 's' })
  }
})

test.each(['nowhere', 'main.tf', '../outside', '/modules'])(
  'a source directory %j that is none is reported as missing',
  async (sourceDirectory) => {
    await expect(read({ 'main.tf': 'm', 'modules/a.tf': 'a' }, { sourceDirectory })).rejects.toThrow(SourceDirectoryMissing)
  },
)

test('links to files and directories become copies, also through chains and from above the source directory', async () => {
  const tree = await read(
    {
      LICENSE: 'licence',
      'shared/tags/tags.tf': 'tags',
      'shared/current': { link: 'tags' },
      'modules/app/LICENSE': { link: '../../LICENSE' },
      'modules/app/tags': { link: '../../shared/current' },
      'modules/app/again.tf': { link: 'tags/../tags/tags.tf' },
      'modules/app/main.tf': 'main',
    },
    { sourceDirectory: 'modules/app' },
  )
  expect(await textsOf(tree)).toEqual({ LICENSE: 'licence', 'tags/tags.tf': 'tags', 'again.tf': 'tags', 'main.tf': 'main' })
})

test.each<[string, RepositoryFiles, RegExp]>([
  ['above the repository', { 'a.tf': { link: '../etc/passwd' } }, /"a.tf" is a symbolic link to "..\/etc\/passwd", which is outside/],
  ['out and back in', { 'd/a.tf': { link: '../../repo/x.tf' }, 'x.tf': '' }, /which is outside/],
  ['to an absolute path', { 'a.tf': { link: '/etc/passwd' } }, /which is outside/],
  ['outside through another link', { 'a.tf': { link: 'b/passwd' }, b: { link: '/etc' } }, /"a.tf".*which is outside/],
  ['to nothing', { 'a.tf': { link: 'gone.tf' } }, /"gone.tf", which does not exist/],
  ['through a file', { 'a.tf': { link: 'b.tf/c' }, 'b.tf': '' }, /which does not exist/],
  ['to itself', { 'a.tf': { link: 'a.tf' } }, /too many links, or back to itself/],
  ['in a circle', { a: { link: 'b' }, b: { link: 'c' }, c: { link: 'a' } }, /too many links, or back to itself/],
  ['to the directory it is in', { 'd/loop': { link: '.' } }, /"d\/loop".*which contains the link/],
  ['to a directory that links back', { 'a/b': { link: '../c' }, 'c/d': { link: '../a' } }, /which contains the link/],
  ['into a submodule', { 'a.tf': { link: 'sub/a.tf' }, sub: { submodule: 'f00' } }, /which is in a submodule/],
  ['to a text that is too long for a path', { 'a.tf': { link: 'x\n'.repeat(1000) } }, /"a.tf" is a symbolic link that is too long/],
  ['to what is left out', { 'a.tf': { link: '.terraform/a.tf' }, '.terraform/a.tf': '' }, /which is left out/],
])('a link that leads %s is left out, and named with its target', async (_where, files, message) => {
  const tree = await read({ ...files, 'main.tf': 'm' })
  expect(tree.deadLinks.map(({ detail }) => detail)).toContainEqual(expect.stringMatching(message))
  const links = new Set(tree.deadLinks.map(({ file }) => file))
  expect(tree.files.filter(({ path }) => links.has(path))).toEqual([])
  expect(await textsOf(tree)).toMatchObject({ 'main.tf': 'm' })
})

test('directories that link to each other over and over stop at the limit of entries', async () => {
  const files: RepositoryFiles = { 'd20/x.tf': 'x' }
  for (let level = 0; level < 20; level++) {
    files[`d${level}/a`] = { link: `../d${level + 1}` }
    files[`d${level}/b`] = { link: `../d${level + 1}` }
  }
  await expect(read(files)).rejects.toThrow('more than 10000 files and directories')
})

test('a submodule is left out with a warning', async () => {
  const tree = await read({ 'main.tf': 'm', 'vendor/lib': { submodule: 'f00' } })
  expect(await textsOf(tree)).toEqual({ 'main.tf': 'm' })
  expect(tree.warnings).toMatchObject([{ file: 'vendor/lib', detail: expect.stringContaining('submodule') }])
})

/** With `lib` as a git submodule. */
function withLib(files: RepositoryFiles, lib: RepositoryFiles, options: GitTreeOptions = {}) {
  const { objects, root: tree } = repositoryOf(lib)
  return read({ ...files, lib: { submodule: 'f00' } }, { ...options, submodules: { open: async () => ({ objects, tree }) } })
}

describe('a git submodule that can be had', () => {
  test('is a directory like any other, for links too', async () => {
    const files = { 'a.tf': { link: 'lib/lib.tf' }, dir: { link: 'lib/sub' }, 'up.tf': { link: 'lib/../main.tf' }, 'main.tf': 'm' }
    const tree = await withLib(files, { 'lib.tf': 'l', 'sub/s.tf': 's', 'sub/up.tf': { link: '../lib.tf' } })
    expect(await textsOf(tree)).toEqual({
      'a.tf': 'l',
      'dir/s.tf': 's',
      'dir/up.tf': 'l',
      'up.tf': 'm',
      'main.tf': 'm',
      'lib/lib.tf': 'l',
      'lib/sub/s.tf': 's',
      'lib/sub/up.tf': 'l',
    })
    expect([...tree.warnings, ...tree.deadLinks]).toEqual([])
  })

  test.each<[string, RepositoryFiles, RepositoryFiles]>([
    ['beside it', {}, { 'sub/out.tf': { link: '../../secret.tf' } }],
    ['through a link that leads into it', { in: { link: 'lib/out' } }, { out: { link: '../secret.tf' } }],
    ['through a link to its directory', { in: { link: 'lib/sub' } }, { 'sub/out': { link: '../../secret.tf' } }],
  ])('has no links that lead out of it: %s', async (_where, files, lib) => {
    const tree = await withLib({ ...files, 'secret.tf': 'secret' }, lib)
    const texts = await textsOf(tree)
    expect(texts).toEqual({ 'secret.tf': 'secret' })
    for (const { detail } of tree.deadLinks) expect(detail).toContain('which is outside')
    expect(tree.deadLinks.length).toBeGreaterThan(0)
  })

  test('counts towards every limit', async () => {
    const lib = { 'a.tf': '12345', 'd/b.tf': '1' }
    await expect(withLib({}, lib, limited({ entries: 3 }))).rejects.toThrow('more than 3 files')
    await expect(withLib({}, lib, limited({ totalBytes: 5 }))).rejects.toThrow('larger than 5 bytes')
    await expect(withLib({}, lib, limited({ fileBytes: 4 }))).rejects.toThrow('"lib/a.tf": larger than 4 bytes')
    await expect(withLib({}, lib, limited({ depth: 1 }))).rejects.toThrow('"lib/d/b.tf": more than 1 directories deep')
    expect((await withLib({}, lib, limited({ entries: 4, totalBytes: 6, depth: 2 }))).files).toHaveLength(2)
  })
})

test.each(['..', '.', 'a\\b', 'a\nb', 'nul\0', 'bad\uFFFD', ''])('the name %j is refused', async (name) => {
  const objects = repositoryOf({ x: 'x' }).objects
  const forged = { ...objects, readTree: async () => [{ mode: 0o100644, name, oid: 'x' }] }
  await expect(readGitTree(forged, 'root')).rejects.toMatchObject({ name: 'PackageRefused', file: name })
})

test('what git and Terraform leave in a working directory is left out at any level, each with a warning', async () => {
  const tree = await read({
    'main.tf': 'm',
    'main_override.tf': 'o',
    '.terraform/modules/x/main.tf': 'x',
    '.terraform.lock.hcl': 'l',
    'modules/a/.terraform/providers/p': 'p',
    'modules/a/terraform.tfstate': 's',
    'modules/a/terraform.tfstate.d/dev/terraform.tfstate': 's',
    'crash.log': 'c',
    '.git/config': 'g',
  })
  expect(Object.keys(await textsOf(tree)).toSorted()).toEqual(['.terraform.lock.hcl', 'main.tf', 'main_override.tf'])
  expect(tree.warnings.map(({ file }) => file).toSorted()).toEqual([
    '.git',
    '.terraform',
    'crash.log',
    'modules/a/.terraform',
    'modules/a/terraform.tfstate',
    'modules/a/terraform.tfstate.d',
  ])
})

test('a tree that names the same entry twice is refused', async () => {
  const entry = { mode: '100644', name: 'a.tf', oid: 'x' }
  const forged = { ...repositoryOf({}).objects, readTree: async () => [entry, entry] }
  await expect(readGitTree(forged, 'root')).rejects.toThrow('"a.tf": appears twice')
})

test('names that differ only by case are served with a warning', async () => {
  const tree = await read({ 'Main.tf': 'a', 'main.tf': 'b' })
  expect(tree.files).toHaveLength(2)
  expect(tree.warnings).toMatchObject([{ file: 'main.tf' }])
  const directories = await read({ 'Modules/a.tf': 'a', 'modules/b.tf': 'b', 'modules/c.tf': 'c' })
  expect(directories.warnings).toMatchObject([{ file: 'modules', detail: expect.stringContaining('"Modules"') }])
})

test('every limit is enforced before any content is read', async () => {
  const files = { 'a.tf': '12345', 'd/e/b.tf': '123', link: { link: 'a.tf' } }
  const { objects, root } = repositoryOf(files)
  const readBlob = async (oid: string, maximum: number) => {
    if (maximum !== DEFAULT_PACKAGE_LIMITS.pathBytes && maximum !== 7) throw new Error('content was read')
    return objects.readBlob(oid, maximum)
  }
  const reading = (limits: Partial<PackageLimits>) => readGitTree({ ...objects, readBlob }, root, limited(limits))
  await expect(reading({ fileBytes: 4 })).rejects.toThrow('"a.tf": larger than 4 bytes')
  await expect(reading({ totalBytes: 12 })).rejects.toThrow('larger than 12 bytes')
  await expect(reading({ entries: 4 })).rejects.toThrow('more than 4 files')
  await expect(reading({ depth: 1 })).rejects.toThrow('"d/e/b.tf": more than 1 directories deep')
  await expect(reading({ pathBytes: 7 })).rejects.toThrow('"d/e/b.tf": the path is longer than 7 bytes')
  expect((await reading({ totalBytes: 13, entries: 5, depth: 2, fileBytes: 5 })).files).toHaveLength(3)
})

test('an error of the repository itself is not blamed on the user', async () => {
  const broken = { ...repositoryOf({}).objects, readTree: async () => Promise.reject(new Error('git died')) }
  await expect(readGitTree(broken, 'root')).rejects.toMatchObject({ name: 'Error', message: 'git died' })
})
