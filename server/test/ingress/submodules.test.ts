// Git submodules: their files at the recorded commit, and what becomes of those that cannot be had.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import { connectGitHost, ORGANIZATION, tagged } from './git-host.ts'
import { callOf, diagnosticsOf, entry, type Files, NOWHERE, publishFiles, submodule } from './git-submodules.ts'

describeAdministered(
  'git submodules',
  (start) => {
    it('are served at the commit on record, nested ones too, with the credential of the connection', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const inner = await host.repository('infra/inner')
      const recordedInner = await inner.commit({ files: { 'inner.tf': '# inner\n' } })
      const lib = await host.repository('shared/lib')
      const recorded = await lib.commit({
        files: { 'lib.tf': '# recorded\n', ...submodule('deep/inner', '../../infra/inner.git', recordedInner) },
      })
      await lib.commit({ files: { 'lib.tf': '# later\n' } })
      await inner.commit({ files: { 'inner.tf': '# later\n' } })
      const files = {
        'main.tf': callOf('./vendor/lib') + callOf('./vendor/lib/deep/inner', 'inner'),
        ...submodule('vendor/lib', `${host.remote.url}/shared/lib.git`, recorded),
      }
      const module = await publishFiles(host, files)
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
      const { files: served, sha256 } = await module.download('1.0.0')
      expect(served).toEqual({
        '.gitmodules': entry('vendor/lib', `${host.remote.url}/shared/lib.git`),
        'main.tf': files['main.tf'],
        'vendor/lib/.gitmodules': entry('deep/inner', '../../infra/inner.git'),
        'vendor/lib/lib.tf': '# recorded\n',
        'vendor/lib/deep/inner/inner.tf': '# inner\n',
      })
      const version = await module.version('1.0.0')
      expect(version).toMatchObject({
        diagnostics: [],
        'commit-sha': await (await host.repository('infra/terraform-aws-vpc')).resolve('v1.0.0'),
      })
      const again = await host.publish({ name: 'again', provider: 'aws' })
      await server.runJobs()
      expect((await again.download('1.0.0')).sha256).toBe(sha256)
    })

    it('are left out when they are off, and a call that leads into one is an error', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const commit = await (await host.repository('infra/lib')).commit({ files: { 'lib.tf': '# lib\n' } })
      const module = await publishFiles(
        host,
        { 'main.tf': callOf('./vendor/lib'), ...submodule('vendor/lib', '../lib.git', commit) },
        { 'ingress-submodules': false },
      )
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
      expect(Object.keys((await module.download('1.0.0')).files)).toEqual(['.gitmodules', 'main.tf'])
      expect(diagnosticsOf(await module.version('1.0.0'))).toEqual([
        ['warning', 'Git submodule left out', 'vendor/lib', expect.stringContaining('ingress-submodules')],
        ['error', 'Module source not found', 'main.tf', expect.stringContaining('git submodules')],
      ])
      expect(host.remote.requests.filter(({ path }) => path.includes('lib.git'))).toEqual([])
    })

    it('fail the version when the root, a submodule or an example calls one that cannot be had, until it can', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const lib = await host.repository('infra/lib')
      const callers: Files[] = [
        { 'main.tf': callOf('./vendor/lib/modules/a') },
        { 'main.tf': '# root\n', 'modules/x/main.tf': callOf('../../vendor/lib') },
        { 'main.tf': '# root\n', 'examples/x/main.tf': callOf('../../vendor/lib') },
        { 'main.tf': callOf('./lib'), lib: { symlink: 'vendor/lib' } },
        { 'main.tf': '# root\n', 'variables.tf': { symlink: 'vendor/lib/lib.tf' } },
      ]
      const repository = await host.repository('infra/terraform-aws-vpc')
      const missing = submodule('vendor/lib', '../lib.git', NOWHERE)
      await repository.commits(callers.map((files, index) => ({ fresh: true, ...tagged(`v1.${index}.0`, { ...files, ...missing }) })))
      const module = await host.publish()
      await server.runJobs()
      const { 'version-statuses': statuses } = await module.read()
      for (const { version, status, error } of statuses) {
        expect([version, status]).toEqual([version, 'clone_failed'])
        expect(error).toMatch(
          /^\.gitmodules:3: the git submodule "vendor\/lib" could not be fetched: .*infra\/lib\.git has no commit a{40}$/,
        )
        expect((await module.tags())[`v${version}`]).toMatchObject({ decision: 'failed', reason: error })
      }
      expect(statuses).toHaveLength(callers.length)
      expect(await module.version('1.0.0')).toMatchObject({ 'error-file': '.gitmodules', 'error-line': 3 })
      const commit = await lib.commit({ files: { 'lib.tf': '# lib\n', 'modules/a/main.tf': '# a\n' } })
      for (const [index, files] of callers.entries()) {
        const fixed = await repository.commit({ fresh: true, files: { ...files, ...submodule('vendor/lib', '../lib.git', commit) } })
        await repository.tag(`v1.${index}.0`, fixed)
      }
      await module.retry()
      expect(new Set(Object.values(await module.statuses()))).toEqual(new Set(['ok']))
    })

    it('are left out with a warning when they cannot be had and nothing calls them', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const module = await publishFiles(host, { 'main.tf': '# root\n', ...submodule('docs/theme', '../missing.git', NOWHERE) })
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
      expect(diagnosticsOf(await module.version('1.0.0'))).toEqual([
        ['warning', 'Git submodule left out', 'docs/theme', expect.stringMatching(/missing\.git was not found.*\(\.gitmodules, line 3\)/)],
      ])
    })

    it('that arrive later come with the import of one tag, and with another module of the same files', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const commit = await (await host.repository('infra/theme')).commit({ files: { 'theme.css': 'a {}\n' } })
      const url = '../theme-renamed.git'
      await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v0.1.0'))
      const module = await publishFiles(host, { 'main.tf': '# root\n', ...submodule('theme', url, commit) })
      await server.runJobs()
      expect(Object.keys((await module.download('1.0.0')).files)).toEqual(['.gitmodules', 'main.tf'])
      await (await host.repository('infra/theme-renamed')).commit({ files: { 'theme.css': 'a {}\n' } })
      const address = `/api/v2/organizations/${ORGANIZATION}/registry-modules/private/${ORGANIZATION}/vpc/aws/1.0.0`
      expect((await server.request('DELETE', address)).status).toBe(204)
      expect((await server.request('POST', `/api/v2/registry-modules/${module.id}/actions/import-tag?tag=v1.0.0`)).status).toBe(202)
      const again = await host.publish({ name: 'again', provider: 'aws' })
      await server.runJobs()
      for (const one of [module, again]) {
        expect(Object.keys((await one.download('1.0.0')).files)).toEqual(['.gitmodules', 'main.tf', 'theme/theme.css'])
      }
    })

    it('come with a commit of a branch', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const commit = await (await host.repository('infra/lib')).commit({ files: { 'lib.tf': '# lib\n' } })
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commit({ files: { 'main.tf': callOf('./lib'), ...submodule('lib', '../lib.git', commit) } })
      const module = await host.publish({ 'vcs-repo': { branch: 'main', tags: false }, 'initial-version': '1.0.0' })
      await server.runJobs()
      expect(Object.keys((await module.download('1.0.0')).files)).toEqual(['.gitmodules', 'lib/lib.tf', 'main.tf'])
    })

    it('may have the directory of the module, or a link to it', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const lib = await (await host.repository('infra/lib')).commit({
        files: {
          'modules/a/main.tf': '# a\n',
          'modules/a/up': { symlink: '../b.txt' },
          'modules/b.txt': 'b',
          'modules/a/out': { symlink: '../../../main.tf' },
        },
      })
      const files = { 'main.tf': '# root\n', a: { symlink: 'lib/modules/a' }, ...submodule('lib', '../lib.git', lib) }
      const module = await publishFiles(host, files, { 'source-directory': 'lib/modules/a' })
      const linked = await host.publish({ name: 'linked', provider: 'aws', 'vcs-repo': { 'source-directory': 'a' } })
      await server.runJobs()
      for (const one of [module, linked]) {
        expect((await one.download('1.0.0')).files).toEqual({ 'main.tf': '# a\n', up: 'b' })
        expect(diagnosticsOf(await one.version('1.0.0'))).toMatchObject([
          ['warning', 'Broken link', 'out', expect.stringContaining('outside')],
        ])
      }
    })

    it('that hold the directory of the module fail it when they cannot be had', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const module = await publishFiles(
        host,
        { 'main.tf': '# root\n', ...submodule('lib', '../gone.git', NOWHERE) },
        { 'source-directory': 'lib/a' },
      )
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'clone_failed' })
      expect(await module.version('1.0.0')).toMatchObject({ 'error-file': '.gitmodules', 'error-line': 3 })
    })

    it('that the module does not need are not fetched', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const files = { 'main.tf': '# root\n', 'modules/a/main.tf': '# a\n', ...submodule('docs', '../docs.git', NOWHERE) }
      const module = await publishFiles(host, files, { 'source-directory': 'modules/a' })
      await server.runJobs()
      expect((await module.version('1.0.0'))['diagnostics']).toEqual([])
      expect(host.remote.requests.filter(({ path }) => path.includes('docs'))).toEqual([])
    })

    it('count towards the limits of the module they are in', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const many = Object.fromEntries(Array.from({ length: 6000 }, (_none, index) => [`f${index}`, '']))
      const commit = await (await host.repository('infra/lib')).commit({ files: many })
      const gitmodules = entry('a', '../lib.git') + entry('b', '../lib.git')
      const files = { 'main.tf': '# root\n', '.gitmodules': gitmodules, a: { submodule: commit }, b: { submodule: commit } }
      const module = await publishFiles(host, files)
      await server.runJobs()
      expect(await module.statuses()).toEqual({ '1.0.0': 'reg_ingress_failed' })
      expect((await module.version('1.0.0'))['error']).toContain('more than 10000 files')
    })

    it('are at most 50, and at most 5 deep', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      let commit = await (await host.repository('infra/level')).commit({ files: { '0.txt': '' } })
      for (const level of [1, 2, 3, 4, 5]) {
        commit = await (await host.repository('infra/level')).commit({
          fresh: true,
          files: { [`${level}.txt`]: '', ...submodule('next', '../level.git', commit) },
        })
      }
      const flat = await (await host.repository('infra/flat')).commit({ files: { 'flat.txt': '' } })
      const paths = Array.from({ length: 51 }, (_none, index) => `many/${String(index).padStart(2, '0')}`)
      const deep = { 'main.tf': '# root\n', ...submodule('next', '../level.git', commit) }
      const wide = {
        '.gitmodules': paths.map((path) => entry(path, '../flat.git')).join(''),
        ...Object.fromEntries(paths.map((path) => [path, { submodule: flat }])),
      }
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commits([tagged('v1.0.0', deep), { fresh: true, ...tagged('v2.0.0', { 'main.tf': '# root\n', ...wide }) }])
      const module = await host.publish()
      await server.runJobs()
      const depths = Object.keys((await module.download('1.0.0')).files).filter((path) => path.endsWith('.txt'))
      expect(depths.map((path) => path.split('/').length)).toEqual([2, 3, 4, 5, 6])
      expect(diagnosticsOf(await module.version('1.0.0'))).toMatchObject([
        ['warning', 'Git submodule left out', 'next/next/next/next/next/next', expect.stringContaining('more than 5')],
      ])
      expect(Object.keys((await module.download('2.0.0')).files).filter((path) => path.endsWith('flat.txt'))).toHaveLength(50)
      expect(diagnosticsOf(await module.version('2.0.0'))).toMatchObject([
        ['warning', 'Git submodule left out', 'many/50', expect.stringContaining('more than 50')],
      ])
      expect(host.remote.requests.filter(({ path }) => path.includes('flat.git/info'))).toHaveLength(1)
    })

    it('are named with the line of .gitmodules and the reason', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const commit = await (await host.repository('infra/lib')).commit({ files: { 'lib.tf': '' } })
      const good = entry('lib', '../lib.git')
      const cases: [gitmodules: string, error: RegExp][] = [
        [entry('other', '../lib.git'), /^\.gitmodules: .* has no entry for it$/],
        [entry('./lib', '../lib.git'), /^\.gitmodules: .* has no entry for it$/],
        [good + good.replace('"lib"', '"b"'), /^\.gitmodules:6: .* more than one entry for it$/],
        ['[submodule "lib"]\n\tpath = lib\n', /^\.gitmodules:2: .* has no URL$/],
        [`${good}[oops\n`, /^\.gitmodules:4: .* syntax is not valid$/],
      ]
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commits(
        cases.map(([gitmodules], index) =>
          tagged(`v1.${index}.0`, { 'main.tf': callOf('./lib'), '.gitmodules': gitmodules, lib: { submodule: commit } }),
        ),
      )
      const module = await host.publish()
      await server.runJobs()
      const statuses: { version: string; status: string; error: string }[] = (await module.read())['version-statuses']
      const byVersion = new Map(statuses.map((each) => [each.version, each]))
      for (const [index, [, error]] of cases.entries()) {
        expect(byVersion.get(`1.${index}.0`)).toMatchObject({ status: 'clone_failed', error: expect.stringMatching(error) })
      }
    })

    it('run no command, and include no other file', async () => {
      const server = await start()
      await using host = await connectGitHost(server)
      const marker = join(import.meta.dirname, 'executed-by-mistake')
      const commit = await (await host.repository('infra/lib')).commit({
        files: { 'lib.tf': '# lib\n', '.gitattributes': 'hidden.tf export-ignore\n', 'hidden.tf': '# hidden\n' },
      })
      const gitmodules = `[include]\n\tpath = /etc/hostname\n[core]\n\tfsmonitor = touch ${marker}\n\tsshCommand = touch ${marker}\n${entry('lib', '../lib.git')}\tbranch = -x\n`
      const module = await publishFiles(host, { 'main.tf': callOf('./lib'), '.gitmodules': gitmodules, lib: { submodule: commit } })
      await server.runJobs()
      expect(Object.keys((await module.download('1.0.0')).files)).toEqual([
        '.gitmodules',
        'lib/.gitattributes',
        'lib/hidden.tf',
        'lib/lib.tf',
        'main.tf',
      ])
      expect(existsSync(marker)).toBe(false)
    })
  },
  { one: true },
)
