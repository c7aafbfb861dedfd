// What the real command line tool prints when it gets no module. The text must name the cause.
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithTerraform, init } from '../support/installed-terraform.ts'
import { createManagementApi, type ManagementApi } from '../support/management-api.ts'
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
    })
    afterAll(() => registry?.[Symbol.asyncDispose]())

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

    test('a revoked version, exact or from a range: the reason, the replacement and a link', async () => {
      const repository = await registry.repository('platform/terraform-null-revoked')
      await repository.commit({ files: { 'main.tf': '' }, tags: ['v1.0.0', 'v1.1.0'] })
      await registry.api.publish('acme', registry.oauthTokenId, [{ 'vcs-repo': { identifier: 'platform/terraform-null-revoked' } }])
      await revoke(registry.api, 'revoked', '1.1.0')
      for (const constraint of ['1.1.0', '~> 1.0', undefined]) {
        const output = await refusal(registry.consumer.token, call('revoked', registry.address('revoked'), constraint))
        expect(output).toContain('version 1.1.0 of acme/revoked/null was revoked: leaks a secret. Use version 1.0.0 instead.')
        expect(output).toContain('https://example.com/leak')
      }
      const { modules } = await init(registry.consumer, call('revoked', registry.address('revoked'), '1.0.0'))
      expect(modules['revoked']?.version).toBe('1.0.0')
    })

    test('a hidden revoked version does not exist, and ranges select another one', async () => {
      const repository = await registry.repository('platform/terraform-null-hidden')
      await repository.commit({ files: { 'main.tf': '' }, tags: ['v1.0.0', 'v1.1.0'] })
      await registry.api.publish('acme', registry.oauthTokenId, [{ 'vcs-repo': { identifier: 'platform/terraform-null-hidden' } }])
      await revoke(registry.api, 'hidden', '1.1.0')
      await set(registry.api, { 'hide-revoked-versions': true })
      const output = await refusal(registry.consumer.token, call('hidden', registry.address('hidden'), '1.1.0'))
      expect(output).toContain('no available version')
      const { modules } = await init(registry.consumer, call('hidden', registry.address('hidden'), '~> 1.0'))
      expect(modules['hidden']?.version).toBe('1.0.0')
      await set(registry.api, { 'hide-revoked-versions': false })
    })

    test('a revoked version keeps working for known consumers, when the organization allows it', async () => {
      const repository = await registry.repository('platform/terraform-null-pinned')
      await repository.commit({ files: { 'main.tf': '' }, tags: ['v1.0.0', 'v1.1.0'] })
      await registry.api.publish('acme', registry.oauthTokenId, [{ 'vcs-repo': { identifier: 'platform/terraform-null-pinned' } }])
      const pinned = call('pinned', registry.address('pinned'), '1.1.0')
      expect((await init(registry.consumer, pinned)).ok).toBe(true)
      await revoke(registry.api, 'pinned', '1.1.0')
      expect(await refusal(registry.consumer.token, pinned)).toContain('was revoked: leaks a secret')
      await set(registry.api, { 'allow-revoked-for-known-consumers': true })
      const { modules } = await init(registry.consumer, pinned)
      expect(modules['pinned']?.version).toBe('1.1.0')
      const { body } = await registry.api.call('POST', '/api/v2/organizations/acme/authentication-token', { data: {} })
      const { token } = JSON.parse(body).data.attributes
      expect(await refusal(token, pinned)).toContain('was revoked: leaks a secret')
      await set(registry.api, { 'allow-revoked-for-known-consumers': false })
    })

    test('an archive that was changed in the store is refused before its first byte', async () => {
      const objects = join(registry.server.dataDirectory, 'objects')
      const before = new Set(await filesIn(objects))
      await registry.api.publish('acme', registry.oauthTokenId, [{ 'vcs-repo': { identifier: 'platform/terraform-null-tampered' } }])
      for (const file of await filesIn(objects)) if (!before.has(file)) await tamper(file)
      expect(await refusal(registry.consumer.token, call('tampered', registry.address('tampered')))).toMatch(/\b503\b|giving up/i)
    })
  })
})

async function revoke(api: ManagementApi, name: string, version: string): Promise<void> {
  const path = `/api/v2/organizations/acme/registry-modules/private/acme/${name}/null/${version}`
  for (const attributes of [
    { deprecation: { 'deprecated-status': 'Deprecated', reason: 'has a bug' } },
    { revocation: { status: 'Revoked', message: 'leaks a secret', link: 'https://example.com/leak' } },
  ]) {
    expect((await api.call('PATCH', path, { data: { type: 'module-versions', attributes } })).status).toBe(200)
  }
}

/** New settings apply within a second, the lifetime of a cached catalogue. */
async function set(api: ManagementApi, attributes: Record<string, boolean>): Promise<void> {
  expect((await api.call('PATCH', '/api/v2/organizations/acme', { data: { type: 'organizations', attributes } })).status).toBe(200)
  await delay(1100)
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

/** Changes the operating system field of the gzip header. The archive still unpacks, so only a checksum detects it. */
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
