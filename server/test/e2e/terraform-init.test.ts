// What teams do with published modules, with the real command line tool and the real server.
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithTerraform, init, run } from '../support/installed-terraform.ts'
import type { RepositoryBuilder } from '../support/repository-builder.ts'
import { call, type Registry, startRegistry, TRANSPORTS } from './transports.ts'

const PARTS = Array.from({ length: 30 }, (_, index) => `part-${index + 1}`)
const released = (version: string) => ({ 'main.tf': `output "release" {\n  value = "${version}"\n}\n` })

describeWithTerraform('terraform init installs published modules', (program) => {
  describe.each(TRANSPORTS)('$transport', ({ tls }) => {
    let registry: Registry
    beforeAll(async () => {
      registry = await startRegistry({ program, tls })
      await publishEverything(registry)
    })
    afterAll(() => registry?.[Symbol.asyncDispose]())

    test.each([
      ['the newest release that fits', '~> 1.0', '1.1.0'],
      ['exactly the version that is named', '1.0.0', '1.0.0'],
      ['the newest release of all, which is no pre-release', undefined, '2.0.0'],
      ['a range with an upper end', '>= 0.9, < 1.1', '1.0.0'],
      ['a pre-release that is named exactly', '1.2.0-rc.1', '1.2.0-rc.1'],
    ])('%s', async (_rule, constraint, expected) => {
      const { ok, output, modules, directory } = await init(
        registry.consumer,
        call('label', registry.address('label'), constraint) + 'output "release" {\n  value = module.label.release\n}\n',
      )
      expect(output).toContain('successfully initialized')
      expect({ ok, version: modules['label']?.version }).toEqual({ ok: true, version: expected })
      expect((await run(registry.consumer, directory, ['apply', '-auto-approve', '-no-color'])).output).toContain(`release = "${expected}"`)
    })

    test('a submodule is found after a double slash, with the modules that it calls by path', async () => {
      const { ok, output, modules } = await init(registry.consumer, call('tags', `${registry.address('label')}//modules/tags`, '~> 1.0'))
      expect({ ok, output }).toMatchObject({ ok: true })
      expect(modules['tags']?.directory).toMatch(/\/modules\/tags$/)
      expect(modules['tags.release']).toBeDefined()
    })

    test('a symbolic link inside the module arrives as a copy of the file', async () => {
      const { modules } = await init(registry.consumer, call('tags', `${registry.address('label')}//modules/tags`, '1.1.0'))
      const file = join(modules['tags']?.directory ?? '', 'defaults.txt')
      expect((await lstat(file)).isFile()).toBe(true)
      expect(await readFile(file, 'utf8')).toBe('stage = production\n')
    })

    test('links that lead nowhere, to themselves or outside are left out', async () => {
      const { ok, modules } = await init(registry.consumer, call('label', registry.address('label'), '1.1.0'))
      expect(ok).toBe(true)
      await expect(lstat(join(modules['label']?.directory ?? '', 'test'))).rejects.toThrow('ENOENT')
    })

    test('a git submodule is installed with the module that calls it', async () => {
      const { ok, output, modules } = await init(registry.consumer, call('assembly', registry.address('assembly')))
      expect({ ok, output }).toMatchObject({ ok: true })
      expect(await readFile(join(modules['assembly.label']?.directory ?? '', 'main.tf'), 'utf8')).toContain('"1.0.0"')
    })

    test('a module of a monorepo has its own directory as its root and only its own tags', async () => {
      const newest = await init(registry.consumer, call('network', registry.address('network')))
      expect(newest.modules['network']?.version).toBe('1.4.0')
      expect(await readFile(join(newest.modules['network']?.directory ?? '', 'main.tf'), 'utf8')).toContain('"network 1.4.0"')
      await expect(lstat(join(newest.modules['network']?.directory ?? '', 'stacks'))).rejects.toThrow('ENOENT')
      expect((await init(registry.consumer, call('network', registry.address('network'), '9.0.0'))).ok).toBe(false)
    })

    test('a branch-based module has its initial version', async () => {
      const { modules } = await init(registry.consumer, call('branched', registry.address('branched'), '~> 0.3'))
      expect(modules['branched']?.version).toBe('0.3.1')
      expect(await readFile(join(modules['branched']?.directory ?? '', 'main.tf'), 'utf8')).toContain('"of the branch"')
    })

    test('thirty modules are installed by one configuration', async () => {
      const configuration = PARTS.map((part) => call(part, registry.address(part), '~> 1.0')).join('\n')
      const { ok, output, modules } = await init(registry.consumer, configuration)
      expect({ ok, output }).toMatchObject({ ok: true })
      expect(Object.keys(modules).toSorted()).toEqual(PARTS.toSorted())
      expect(await readFile(join(modules['part-17']?.directory ?? '', 'main.tf'), 'utf8')).toContain('"part-17"')
    })
  })
})

async function publishEverything(registry: Registry): Promise<void> {
  const label = await registry.repository('platform/terraform-null-label')
  await makeLabel(label)
  await makeAssembly(await registry.repository('platform/terraform-null-assembly'), await label.resolve('v1.0.0'))
  await makeMonorepo(await registry.repository('platform/infrastructure'))
  const branched = await registry.repository('platform/terraform-null-branched')
  await branched.commit({ files: released('of main') })
  await branched.commit({ branch: 'stable', fresh: true, files: released('of the branch') })
  const monorepo = { identifier: 'platform/infrastructure' }
  await registry.api.publish('acme', registry.oauthTokenId, [
    { 'vcs-repo': { identifier: 'platform/terraform-null-label' } },
    { 'vcs-repo': { identifier: 'platform/terraform-null-assembly' } },
    { 'vcs-repo': { identifier: 'platform/terraform-null-branched', branch: 'stable' }, 'initial-version': '0.3.1' },
    { name: 'network', provider: 'null', 'vcs-repo': { ...monorepo, 'source-directory': 'stacks/network', 'tag-prefix': 'network/' } },
    ...PARTS.map((part) => ({ name: part, provider: 'null', 'vcs-repo': { ...monorepo, 'source-directory': `parts/${part}` } })),
  ])
}

async function makeLabel(repository: RepositoryBuilder): Promise<void> {
  const submodule = {
    'defaults.txt': 'stage = production\n',
    'modules/tags/defaults.txt': { symlink: '../../defaults.txt' },
    'modules/tags/main.tf': `module "release" {\n  source = "../.."\n}\n`,
    'test/terraform.tfvars': { symlink: '../shared/terraform.tfvars' },
    'test/self': { symlink: 'self' },
    'test/outside': { symlink: '../../outside' },
  }
  await repository.commits([
    { files: { ...released('0.9.0'), ...submodule }, tags: ['v0.9.0'] },
    { files: released('1.0.0'), tags: ['v1.0.0'] },
    { files: released('1.1.0'), annotatedTags: ['v1.1.0'] },
    { files: released('1.2.0-rc.1'), tags: ['v1.2.0-rc.1'] },
    { files: released('2.0.0'), tags: ['2.0.0'] },
    { files: released('3.0.0-beta.1'), tags: ['3.0.0-beta.1', 'latest'] },
  ])
}

/** @param label the commit of its git submodule, which is no longer the latest */
async function makeAssembly(repository: RepositoryBuilder, label: string): Promise<void> {
  const files = {
    '.gitmodules': '[submodule "label"]\n\tpath = vendor/label\n\turl = ../terraform-null-label.git\n',
    'main.tf': `module "label" {\n  source = "./vendor/label"\n}\n`,
    'vendor/label': { submodule: label },
  }
  await repository.commit({ files, tags: ['v1.0.0'] })
}

async function makeMonorepo(repository: RepositoryBuilder): Promise<void> {
  const parts = Object.fromEntries(PARTS.map((part) => [`parts/${part}/main.tf`, `output "part" {\n  value = "${part}"\n}\n`]))
  await repository.commits([
    { files: { ...parts, ...network('1.3.0') }, tags: ['network/1.3.0', 'v1.0.0'] },
    { files: network('1.4.0'), tags: ['network/v1.4.0'] },
    { files: network('9.0.0'), tags: ['v9.0.0-alpha'] },
  ])
}

function network(version: string): Record<string, string> {
  return { 'stacks/network/main.tf': `output "network" {\n  value = "network ${version}"\n}\n` }
}
