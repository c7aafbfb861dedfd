// Malicious repositories: each is refused or neutralized, and the server keeps serving.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import type { CommitSpec } from '../support/repository-builder.ts'
import { connectGitHost, type GitHost, ORGANIZATION, tagged } from './git-host.ts'

const MEGABYTE = 1024 * 1024

describeAdministered(
  'hostile repositories',
  (start) => {
    /** Publishes v1.0.0, and then a harmless v1.1.0. @returns the result of the first */
    async function versionOf(prepare: (host: GitHost) => Promise<unknown>, options?: Parameters<typeof start>[0]) {
      const server = await start(options)
      await using host = await connectGitHost(server)
      await prepare(host)
      const repository = await host.repository('infra/terraform-aws-vpc')
      await repository.commit({ fresh: true, files: { 'main.tf': '# harmless\n' }, tags: ['v1.1.0'] })
      const module = await host.publish()
      const importing = server.runJobs()
      expect((await server.request('GET', '/livez')).status).toBe(200)
      await importing
      expect(await module.statuses()).toMatchObject({ '1.1.0': 'ok' })
      const version = await module.version('1.0.0')
      expect((await module.tags())['v1.0.0']).toMatchObject({ decision: version['status'] === 'ok' ? 'imported' : 'failed' })
      const details = await server.request('GET', `/api/registry/v1/modules/${ORGANIZATION}/vpc/aws/1.0.0`)
      return {
        version,
        module,
        details: details.status === 200 ? JSON.parse(details.text) : undefined,
        dataDirectory: server.dataDirectory,
      }
    }
    it('with a line of ten megabytes are refused, naming the file', async () => {
      const { version } = await versionOf(committing({ 'main.tf': `x = "${'a'.repeat(10 * MEGABYTE)}"` }))
      expect(version).toMatchObject({ status: 'reg_ingress_failed', 'error-file': 'main.tf' })
    })

    it('with ten megabytes of brackets are refused, naming the file', async () => {
      const { version } = await versionOf(committing({ 'main.tf': `x = ${'['.repeat(10 * MEGABYTE)}` }))
      expect(version).toMatchObject({ status: 'reg_ingress_failed', 'error-file': 'main.tf' })
    })

    it('that need more memory than allowed are refused, naming the limit', async () => {
      const blocks = Array.from({ length: 14 }, (_unused, file) => [
        `f${file}.tf`,
        Array.from({ length: 4000 }, (_none, block) => `variable "v${file}_${block}" {\n  default = [${'1,'.repeat(60)}1]\n}\n`).join(''),
      ])
      const { version } = await versionOf(committing(Object.fromEntries(blocks)), {
        tuning: { sandboxLimits: { memoryMb: 30, timeMs: 60_000 } },
      })
      expect(version).toMatchObject({ status: 'reg_ingress_failed' })
      expect(version['error']).toContain('within 30 MB of memory')
    })

    it('with more configuration than fits into memory are refused before it is read', async () => {
      const comments = '# a comment\n'.repeat(500_000)
      const files = Object.fromEntries(Array.from({ length: 12 }, (_unused, number) => [`f${number}.tf`, comments]))
      const { version } = await versionOf(committing(files))
      expect(version).toMatchObject({ status: 'reg_ingress_failed' })
      expect(version['error']).toContain('configuration are larger than 67108864 bytes together')
    })

    it('with invalid UTF-8 are refused, naming file and line', async () => {
      const { version } = await versionOf(committing({ 'main.tf': Buffer.from('# fine\nx = "\xff\xfe"\n', 'latin1') }))
      expect(version).toMatchObject({ status: 'reg_ingress_failed', 'error-file': 'main.tf' })
      expect(version['error']).toMatch(/UTF-8/)
    })

    it('with NUL in texts are stored and shown without NUL', async () => {
      const files = {
        'main.tf': 'variable "x" {\n  description = "a\\u0000b"\n}\n',
        'README.md': 'A module\u0000 with NUL.\n',
      }
      const { version, details } = await versionOf(committing(files))
      expect(version).toMatchObject({ status: 'ok' })
      expect(details.root.inputs[0].description).toBe('a\uFFFDb')
      expect(details.root.readme).toBe('A module\uFFFD with NUL.\n')
    })

    it('with control characters in a file name are refused, with the name escaped', async () => {
      const { version } = await versionOf(committing({ 'main.tf': '# 1\n', 'a\u001b[2Jb\n.tf': '# 2\n' }))
      expect(version).toMatchObject({ status: 'reg_ingress_failed' })
      expect(version['error']).toContain('control character')
      expect(version['error']).not.toMatch(/\p{Cc}/u)
    })

    it('with a .git directory are refused', async () => {
      const { version } = await versionOf(async (host) => {
        const repository = await host.repository('infra/terraform-aws-vpc')
        const blob = await repository.blob('# 1\n')
        const inner = await repository.rawTree([{ mode: '100755', name: 'post-checkout', oid: blob }])
        const tree = await repository.rawTree([
          { mode: '40000', name: '.git', oid: inner },
          { mode: '100644', name: 'main.tf', oid: blob },
        ])
        await repository.commitTree(tree, 'v1.0.0')
      })
      expect(version).toMatchObject({ status: 'clone_failed' })
      expect(version['error']).toContain('rejects as corrupt')
    })

    it('with a hundred thousand files in one directory are refused, naming the limit', async () => {
      const { version } = await versionOf(async (host) => {
        const repository = await host.repository('infra/terraform-aws-vpc')
        const oid = await repository.blob('# 1\n')
        const names = Array.from({ length: 100_000 }, (_unused, index) => `f${String(index).padStart(6, '0')}.tf`)
        await repository.commitTree(await repository.rawTree(names.map((name) => ({ mode: '100644', name, oid }))), 'v1.0.0')
      })
      expect(version).toMatchObject({ status: 'reg_ingress_failed' })
      expect(version['error']).toContain('more than 10000 files')
    })

    it('with a submodule URL that is a command-line option are refused', async () => {
      const gitmodules = '[submodule "x"]\n\tpath = x\n\turl = -oProxyCommand=true\n'
      const { version } = await versionOf(committing({ 'main.tf': '# 1\n', '.gitmodules': gitmodules }))
      expect(version).toMatchObject({ status: 'clone_failed' })
      expect(version['error']).toContain('rejects as corrupt')
    })

    it('with hooks and filters run none of them, and every file is served verbatim', async () => {
      const marker = join(import.meta.dirname, 'executed-by-mistake')
      const program = { content: `#!/bin/sh\ntouch '${marker}'\n`, executable: true }
      const files = {
        'main.tf': '# $Format:%H$\n',
        'hidden.tf': '# left out of git archive\n',
        '.gitattributes': '* filter=evil diff=evil merge=evil text eol=crlf\nmain.tf export-subst\nhidden.tf export-ignore\n',
        '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = https://x.example\n',
        '.lfsconfig': '[lfs]\n\turl = http://127.0.0.1:1/\n',
        'hooks/post-checkout': program,
        'hooks/reference-transaction': program,
        '.githooks/post-checkout': program,
        config: `[core]\n\tfsmonitor = ${marker}\n[filter "evil"]\n\tsmudge = touch ${marker}\n\tclean = touch ${marker}\n`,
      }
      const { module, version } = await versionOf(committing(files))
      expect(version).toMatchObject({ status: 'ok' })
      const served = (await module.download('1.0.0')).files
      expect(served['main.tf']).toBe('# $Format:%H$\n')
      expect(served['hidden.tf']).toBe('# left out of git archive\n')
      expect(Object.keys(served).toSorted()).toEqual(Object.keys(files).toSorted())
      expect(existsSync(marker)).toBe(false)
    })
  },
  { one: true },
)

/** Creates the repository with v1.0.0. */
function committing(files: CommitSpec['files']): (host: GitHost) => Promise<unknown> {
  return async (host) => (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.0.0', files))
}
