// The files of a version whose import failed: members read the line that it failed for, and clients are never given them.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type AdministeredApi, describeAdministered, type TestResource } from '../support/administered-api.ts'
import { PUBLIC_URL, REGISTRY } from '../support/api.ts'
import { connectGitHost, tagged } from './git-host.ts'

const MODULE = '/api/v2/organizations/acme/registry-modules/private/acme/vpc/aws'
const FILES = `${MODULE}/versions/1.1.0/files`
const BROKEN = { 'README.md': '# Not yet\n', 'outputs.tf': 'output "id" {\n  value = 1\n\nvariable "x" {\n' }
const DAY = 24 * 3_600_000

async function withFailed(server: AdministeredApi, files: Record<string, string> = BROKEN) {
  const host = await connectGitHost(server)
  const repository = await host.repository('infra/terraform-aws-vpc')
  await repository.commits([tagged('v1.0.0'), tagged('v1.1.0', files)])
  const module = await host.publish()
  await server.runJobs()
  expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '1.1.0': 'reg_ingress_failed' })
  return { host, repository, module, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() }
}

const read = async (server: AdministeredApi, path: string, as?: string) => await server.request('GET', path, undefined, as)
const statusOf = async (server: AdministeredApi, path: string, as?: string) => (await read(server, path, as)).status

async function pathsOf(server: AdministeredApi): Promise<unknown[]> {
  const { data }: { data: TestResource[] } = JSON.parse((await read(server, FILES)).text)
  return data.map(({ attributes }) => attributes['path'])
}

async function keptOf(server: AdministeredApi) {
  const rows = await server.database.selectFrom('registry_module_versions').selectAll().where('version', '=', '1.1.0').execute()
  const [row] = rows
  return { key: row?.failed_archive_key ?? '', size: row?.failed_archive_size ?? 0 }
}

describeAdministered('the files of a version whose import failed', (start) => {
  it('are read by members, with the line that it failed for', async () => {
    const server = await start()
    await using failed = await withFailed(server)
    const { 'error-file': file, 'error-line': line, 'has-files': hasFiles } = await failed.module.version('1.1.0')
    expect([file, hasFiles]).toEqual(['outputs.tf', true])
    const paths = await pathsOf(server)
    expect(paths).toEqual(['README.md', 'main.tf', 'outputs.tf'])
    expect((await read(server, `${FILES}/raw?path=outputs.tf`)).text).toBe(BROKEN['outputs.tf'])
    const { lines } = (await server.get(`${FILES}/highlighted?path=outputs.tf`)).attributes
    expect(lines[line - 1]).toContain(BROKEN['outputs.tf'].split('\n')[line - 1]?.split(' ')[0])
    expect((await read(server, `${MODULE}/versions/1.1.0/readme`)).text).toContain('Not yet')
  })

  it('do not exist for an organization that the module is shared with, or any other', async () => {
    const server = await start()
    await using _failed = await withFailed(server)
    const { token } = await server.founder('buyers')
    const ways = ['', '/raw?path=main.tf', '/highlighted?path=main.tf'].map(
      (way) => FILES.replace('organizations/acme', 'organizations/buyers') + way,
    )
    for (const way of ways) expect(await statusOf(server, way, token)).toBe(404)
    const shared = { data: [{ id: 'buyers', type: 'organizations' }] }
    await server.request('PATCH', '/api/v2/admin/organizations/acme/relationships/module-consumers', shared)
    for (const way of ways) {
      expect(await statusOf(server, way.replace('1.1.0', '1.0.0'), token)).toBe(200)
      expect(await statusOf(server, way, token)).toBe(404)
      expect(await statusOf(server, way.replace('organizations/buyers', 'organizations/acme'), token)).toBe(404)
    }
  })

  it('are never given to clients, not even by a signed link', async () => {
    const server = await start()
    await using failed = await withFailed(server)
    const { archivist } = server.app.modules
    const { key } = await keptOf(server)
    // They are there.
    expect(await archivist.find(key)).toBeDefined()
    expect(await failed.module.listed()).toEqual(['1.0.0'])
    expect(await statusOf(server, `${REGISTRY}/acme/vpc/aws/1.1.0/download`)).toBe(404)
    expect(await statusOf(server, `${REGISTRY}/acme/vpc/aws/1.1.0`)).toBe(404)
    for (const signed of [key, key.replace('failed/', 'modules/')])
      expect(await statusOf(server, archivist.downloadUrl(signed).slice(PUBLIC_URL.length))).toBe(404)
  })

  it('count for quotas, and go once the version is imported or deleted', async () => {
    const server = await start()
    await using failed = await withFailed(server)
    const { archivist } = server.app.modules
    const used = async () => (await server.get('/api/v2/organizations/acme/entitlement-set')).attributes['byte-count']
    const { key, size } = await keptOf(server)
    const { 'archive-size': published } = await failed.module.version('1.0.0')
    expect(await used()).toBe(published + size)
    await server.pass(2 * DAY)
    expect(await archivist.find(key)).toBeDefined()
    await failed.repository.tag('v1.1.0', await failed.repository.commit({ files: { 'outputs.tf': null } }))
    await failed.module.retry('1.1.0')
    expect(await failed.module.statuses()).toEqual({ '1.0.0': 'ok', '1.1.0': 'ok' })
    expect(await pathsOf(server)).not.toContain('outputs.tf')
    await server.pass(2 * DAY)
    expect(await archivist.find(key)).toBeUndefined()

    await failed.repository.commit(tagged('v1.2.0', BROKEN))
    await failed.module.resync()
    expect(await failed.module.version('1.2.0')).toMatchObject({ 'has-files': true })
    await server.request('DELETE', MODULE)
    await server.pass(2 * DAY)
    expect(await archivist.find(key)).toBeUndefined()
  })

  it('are not kept when there are too many of them, or when they cannot be had any more', async () => {
    const server = await start()
    await using failed = await withFailed(server, { ...BROKEN, 'large.bin': 'x'.repeat(11 * 1024 * 1024) })
    expect(await failed.module.version('1.1.0')).toMatchObject({ 'error-file': 'outputs.tf', 'has-files': false })
    expect(await statusOf(server, FILES)).toBe(404)
    await failed.repository.tag('v1.1.0', await failed.repository.commit({ files: { 'large.bin': null } }))
    await failed.module.retry('1.1.0')
    expect(await failed.module.version('1.1.0')).toMatchObject({ status: 'reg_ingress_failed', 'has-files': true })
    rmSync(join(server.dataDirectory, 'objects', (await keptOf(server)).key))
    expect(await statusOf(server, `${FILES}/raw?path=outputs.tf`)).toBe(404)
  })
})
