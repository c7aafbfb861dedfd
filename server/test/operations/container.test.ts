// The image of the Dockerfile: it runs as in production, and installs a module with the real command line tool.
import { once } from 'node:events'
import { chown, mkdir, mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { buildImage } from '../support/container-image.ts'
import { freePort } from '../support/free-port.ts'
import { startGitRemote } from '../support/git-remote.ts'
import { describeWithTerraform, init } from '../support/installed-terraform.ts'
import { requirePrograms, requireRoot } from '../support/installed-tools.ts'
import { createManagementApi } from '../support/management-api.ts'
import { buildRepository } from '../support/repository-builder.ts'
import { runInContainer, startContainer, stopContainer } from '../support/running-container.ts'

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`

describeWithTerraform('the container image', (program) => {
  test('publishes and installs a module with a root that cannot be written, and drains on its stop signal', async (context) => {
    requireRoot(context)
    requirePrograms(context, 'buildah', 'mmdebstrap', 'unshare')
    await using image = await buildImage()
    process.stdout.write(`The image has ${megabytes(image.bytes)}; its base with git and Node has ${megabytes(image.baseBytes)} of them.\n`)
    expect(image.config.User).not.toMatch(/^(0|root)?(:|$)/)

    await using scratch = await mkdtempDisposable(join(tmpdir(), 'terrace-container-'))
    const data = join(scratch.path, 'data')
    await mkdir(data)
    const [uid = 0, gid = 0] = image.config.User.split(':').map(Number)
    await chown(data, uid, gid)
    const host = `127.0.0.1:${await freePort()}`
    const settings = { TERRACE_LISTEN: host, TERRACE_PUBLIC_URL: `http://${host}`, TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on' }
    const inContainer = (...command: string[]) => runInContainer(image, command, { data, settings })

    const root = join(scratch.path, 'git')
    await mkdir(root)
    const remote = await startGitRemote({ root })
    await using _closed = { [Symbol.asyncDispose]: () => remote.close() }
    const repository = await buildRepository(join(root, 'platform/terraform-null-label.git'))
    await repository.commit({ files: { 'main.tf': 'output "name" {\n  value = "label"\n}\n' }, tags: ['v1.0.0'] })

    const server = startContainer(image, [...image.config.Entrypoint, ...image.config.Cmd], { data, settings })
    const output = text(server.stderr)
    try {
      await once(server.stdout, 'data')
      const [, ...health] = image.config.Healthcheck.Test
      expect(await inContainer(...health)).toEqual({ code: 0, stdout: 'ok\n', stderr: '' })
      expect((await inContainer('touch', '/opt/terrace/written')).stderr).toContain('Read-only file system')

      const terrace = async (...args: string[]) => (await inContainer('terrace', ...args)).stdout.trim()
      await terrace('admin', 'create-user', '--username', 'alice', '--email', 'alice@example.com')
      const token = await terrace('admin', 'create-token', '--username', 'alice')
      const api = createManagementApi({ url: `http://${host}`, ca: undefined }, token)
      await api.createOrganization('acme')
      const oauthTokenId = await api.connect('acme', { 'http-url': remote.url })
      await api.publish('acme', oauthTokenId, [{ 'vcs-repo': { identifier: 'platform/terraform-null-label' } }])
      const consumer = { program, directory: join(scratch.path, 'consumer'), server: { host, url: `http://${host}` }, token }
      const installed = await init(consumer, `module "label" {\n  source = "${host}/acme/label/null"\n}\n`)
      expect(installed.modules['label']?.version, installed.output).toBe('1.0.0')
    } finally {
      const code = await stopContainer(server, image.config.StopSignal)
      expect({ code, output: await output }).toEqual({ code: 0, output: expect.stringContaining('"msg":"shutting down"') })
    }
  })
})
