// What the real command line tool says when it does not get a module: the text has to lead to the cause.
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithTerraform, init } from '../support/installed-terraform.ts'
import { createManagementApi } from '../support/management-api.ts'
import { call, type Registry, startRegistry, TRANSPORTS } from './transports.ts'

describeWithTerraform('terraform init says why a module cannot be had', (program) => {
  describe.each(TRANSPORTS)('$transport', ({ tls }) => {
    let registry: Registry
    beforeAll(async () => {
      registry = await startRegistry({ program, tls })
      for (const name of ['label', 'tampered']) {
        const repository = await registry.repository(`platform/terraform-null-${name}`)
        await repository.commit({ files: { 'main.tf': `output "name" {\n  value = "${name}"\n}\n` }, tags: ['v1.0.0', 'v1.1.0-rc.1'] })
      }
      await registry.api.publish('acme', registry.oauthTokenId, [{ 'vcs-repo': { identifier: 'platform/terraform-null-label' } }])
    }, 60_000)
    afterAll(() => registry?.[Symbol.asyncDispose](), 30_000)

    async function refusal(token: string | undefined, configuration: string): Promise<string> {
      const { ok, output, modules } = await init({ ...registry.consumer, token }, configuration)
      expect({ ok, modules }).toEqual({ ok: false, modules: {} })
      return output
    }

    test('a constraint that no version meets', async () => {
      const output = await refusal(registry.consumer.token, call('label', registry.address('label'), '>= 2'))
      expect(output).toContain('no available version')
    })

    test('a constraint that only a pre-release would meet', async () => {
      const output = await refusal(registry.consumer.token, call('label', registry.address('label'), '> 1.0.0'))
      expect(output).toContain('no available version')
    })

    test('a wrong token', async () => {
      expect(await refusal('aaaaaaaaaaaaaa.atlasv1.wrong', call('label', registry.address('label')))).toContain('401 Unauthorized')
    })

    test('no token', async () => {
      expect(await refusal(undefined, call('label', registry.address('label')))).toContain('401 Unauthorized')
    })

    test('a module that does not exist', async () => {
      const output = await refusal(registry.consumer.token, call('missing', registry.address('missing')))
      expect(output).toContain('cannot be found in the module registry')
    })

    test("another organization's token does not learn that the module exists", async () => {
      const stranger = await registry.server.userWithToken('stranger')
      await createManagementApi(registry.server, stranger).createOrganization('rival')
      const hidden = await refusal(stranger, call('label', registry.address('label')))
      expect(hidden).toContain('cannot be found in the module registry')
      const missing = await refusal(stranger, call('label', registry.address('missing')))
      expect(hidden.replaceAll(registry.address('label'), '')).toBe(missing.replaceAll(registry.address('missing'), ''))
    })

    test('an archive that was changed in the store is caught by its checksum', async () => {
      const objects = join(registry.server.dataDirectory, 'objects')
      const before = new Set(await filesIn(objects))
      await registry.api.publish('acme', registry.oauthTokenId, [{ 'vcs-repo': { identifier: 'platform/terraform-null-tampered' } }])
      for (const file of await filesIn(objects)) if (!before.has(file)) await tamper(file)
      expect(await refusal(registry.consumer.token, call('tampered', registry.address('tampered')))).toMatch(/checksums? did not match/i)
    })
  })
})

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

/** Changes the operating system field of the gzip header: the archive can still be unpacked, and only a checksum sees it. */
async function tamper(file: string): Promise<void> {
  const OPERATING_SYSTEM = 9
  const handle = await open(file, 'r+')
  try {
    const byte = Buffer.alloc(1)
    await handle.read(byte, 0, 1, OPERATING_SYSTEM)
    byte[0] = (byte[0] ?? 0) ^ 1
    await handle.write(byte, 0, 1, OPERATING_SYSTEM)
  } finally {
    await handle.close()
  }
}
