import { describe, expect, it } from 'vitest'
import { type RepositoryFiles, repositoryOf } from '../../../test/support/module-source.ts'
import { isRefusal, readConfigurationFile } from '../../terraform/index.ts'
import { readGitTree } from '../package/index.ts'
import { hasConfiguration, inspectTree } from './inspect-tree.ts'

const MEGABYTE = 1024 * 1024
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d7a'.repeat(16)}\nsize 12345\n`

async function treeOf(files: RepositoryFiles, sourceDirectory = '') {
  const { objects, root } = repositoryOf(files)
  return readGitTree(objects, root, { sourceDirectory })
}

async function inspect(files: RepositoryFiles, sourceDirectory = '') {
  return inspectTree(await treeOf(files, sourceDirectory), readConfigurationFile)
}

/** severity, file and line of everything noticed, with the summary */
async function noticed(files: RepositoryFiles, sourceDirectory = '') {
  const { diagnostics } = await inspect(files, sourceDirectory)
  return diagnostics.map(({ severity, summary, file, line }) => [severity, summary, `${file}:${line}`])
}

describe('a link that leads nowhere', () => {
  it('is worth a warning where Terraform does not read it', async () => {
    const link = { link: '../shared/terraform.tfvars' }
    expect(
      await noticed({ 'main.tf': '', 'test/terraform.tfvars': link, 'test/main.tf': { link: 'gone.tf' }, docs: { link: '/etc' } }),
    ).toEqual([
      ['warning', 'Broken link', 'docs:1'],
      ['warning', 'Broken link', 'test/terraform.tfvars:1'],
      ['warning', 'Broken link', 'test/main.tf:1'],
    ])
  })

  it('is an error where Terraform reads it, and refuses the module only in its root', async () => {
    for (const path of ['variables.tf', 'modules/a/main.tf', 'modules/a/b/main.tf.json', 'examples/x/main.tf']) {
      const { root, diagnostics } = await inspect({ 'main.tf': '', [path]: { link: 'gone' } })
      expect(diagnostics).toMatchObject([{ severity: 'error', summary: 'Broken link', file: path, line: 1 }])
      expect([path, root.diagnostics.some(isRefusal)]).toEqual([path, path === 'variables.tf'])
    }
  })

  it('is worth a warning where OpenTofu alone reads it', async () => {
    expect(await noticed({ 'main.tf': '', 'extra.tofu': { link: 'gone' }, 'modules/a/main.tofu': { link: 'gone' } })).toEqual([
      ['warning', 'Broken link', 'extra.tofu:1'],
      ['error', 'Broken link', 'modules/a/main.tofu:1'],
    ])
  })

  it('counts as configuration, so that its module is not skipped', async () => {
    expect(hasConfiguration(await treeOf({ 'main.tf': { link: 'gone.tf' } }))).toBe(true)
    expect(hasConfiguration(await treeOf({ 'main.txt': { link: 'gone.tf' }, 'examples/x/main.tf': '' }))).toBe(false)
  })
})

describe('Git LFS', () => {
  it('is named where a file is only a pointer, and is an error where Terraform reads it', async () => {
    const files = {
      'main.tf': '',
      'lambda.zip': POINTER,
      'modules/a/main.tf': POINTER,
      'modules/a/main.tofu': POINTER,
      'notes.txt': 'version https://git-lfs.github.com/spec/v1\n',
    }
    expect(await noticed(files)).toEqual([
      ['warning', 'Git LFS pointer', 'lambda.zip:1'],
      ['warning', 'Git LFS pointer', 'modules/a/main.tofu:1'],
      ['error', 'Git LFS pointer', 'modules/a/main.tf:1'],
    ])
    expect((await inspect({ 'main.tf': POINTER })).root.diagnostics.some(isRefusal)).toBe(true)
  })
})

describe('a README', () => {
  it('of more than a megabyte is cut between two characters, with a note and a warning', async () => {
    const { root, diagnostics } = await inspect({ 'main.tf': '', 'README.md': `a${'é'.repeat(MEGABYTE)}` })
    expect(root.readme).toMatch(/^aé{524287}\n\n---\n\nThis README is cut here\. The whole file has 2097153 bytes\.\n$/)
    expect(diagnostics).toMatchObject([{ severity: 'warning', summary: 'README cut', file: 'README.md', line: 1 }])
  })

  it('of exactly a megabyte is whole', async () => {
    const { root, diagnostics } = await inspect({ 'main.tf': '', 'README.md': 'a'.repeat(MEGABYTE) })
    expect([root.readme.length, diagnostics]).toEqual([MEGABYTE, []])
  })
})

const call = (source: string) => `\nmodule "${source.replaceAll(/\W+/g, '_')}" {\n  source = "${source}"\n}\n`

describe('a call by path', () => {
  it('is an error with file and line where its directory is not in the archive', async () => {
    const files = {
      'shared/main.tf': '',
      'net/main.tf': call('./modules/gone') + call('../shared') + call('./vendor/lib') + call('./modules/here'),
      'net/modules/here/main.tf': call('../../..') + call('../other'),
      'net/examples/e/main.tf': call('../..') + call('../../modules/nowhere'),
      'net/vendor/lib': { submodule: 'f00' },
    }
    const { root, diagnostics } = await inspect(files, 'net')
    expect(diagnostics.map(({ severity, summary, file, line }) => [severity, summary, `${file}:${line}`])).toEqual([
      ['warning', 'Git submodule left out', 'vendor/lib:1'],
      ['error', 'Module source not found', 'main.tf:2'],
      ['error', 'Module source outside of the module', 'main.tf:6'],
      ['error', 'Module source not found', 'main.tf:10'],
      ['error', 'Module source not found', 'examples/e/main.tf:6'],
      ['error', 'Module source outside of the module', 'modules/here/main.tf:2'],
      ['error', 'Module source not found', 'modules/here/main.tf:6'],
    ])
    expect(root.diagnostics.find(({ line }) => line === 10)?.detail).toContain('submodule')
    expect(root.diagnostics.some(isRefusal)).toBe(false)
  })

  it('is followed into directories that are not listed, where broken links and calls are errors too', async () => {
    const files = {
      'main.tf': call('./network'),
      'network/main.tf': call('./subnets') + call('./gone'),
      'network/subnets/main.tf': call('../../../elsewhere'),
      'network/subnets/vars.tf': { link: 'gone.tf' },
      'unused/main.tf': call('./gone'),
      'unused/vars.tf': { link: 'gone.tf' },
    }
    const { submodules, diagnostics } = await inspect(files)
    expect(submodules).toEqual([])
    expect(diagnostics.map(({ severity, summary, file, line }) => [severity, summary, `${file}:${line}`])).toEqual([
      ['warning', 'Broken link', 'unused/vars.tf:1'],
      ['error', 'Module source not found', 'network/main.tf:6'],
      ['error', 'Broken link', 'network/subnets/vars.tf:1'],
      ['error', 'Module source outside of the module', 'network/subnets/main.tf:2'],
    ])
  })

  it('is refused when the configuration it leads to does not fit into memory with the rest, before any of it is read', async () => {
    const tree = await treeOf({ 'main.tf': call('./network'), 'network/one.tf': 'one', 'network/two.tf': 'two' })
    const read: string[] = []
    const files = tree.files.map((file) => ({
      ...file,
      size: file.path === 'main.tf' ? file.size : 40 * MEGABYTE,
      read: () => {
        read.push(file.path)
        return file.read()
      },
    }))
    await expect(inspectTree({ ...tree, files }, readConfigurationFile)).rejects.toThrow(
      'the files of Terraform configuration are larger than 67108864 bytes together',
    )
    expect(read).toEqual(['main.tf'])
  })

  it('is none where the directory is a copy made for a link', async () => {
    expect(await noticed({ 'shared/main.tf': '', 'net/shared': { link: '../shared' }, 'net/main.tf': call('./shared') }, 'net')).toEqual([])
  })
})

it('many notices are limited', async () => {
  const links = Object.fromEntries(Array.from({ length: 500 }, (_unused, index) => [`docs/${index}`, { link: 'gone' }]))
  const found = await noticed({ 'main.tf': '', ...links })
  expect(found).toHaveLength(201)
  expect(found.at(-1)).toEqual(['warning', 'Too many diagnostics', ':1'])
})
