import { expect, it } from 'vitest'
import { describeOnEveryDatabase, type TestDatabase } from '../../../test/support/databases.ts'
import { moduleServices, packageOf } from '../../../test/support/module-services.ts'
import { openDatabase, type Schema, snakeCased } from '../../database/index.ts'
import type { RegistryModuleVersion, VersionStatus } from './registry-module-version.ts'
import { correctUpload, deleteVersion, insertVersions, moveVersion, noteUpload, referencedArchives } from './version-rows.ts'

async function versionOn(
  database: TestDatabase,
  status: VersionStatus,
  changes: Partial<Pick<RegistryModuleVersion, 'archiveKey' | 'uploadSha256'>> = {},
) {
  const { createModule, version: create, row } = await moduleServices(database)
  const module = await createModule()
  const { id } = await create(module.id, '1.0.0')
  await database.queries
    .updateTable('registry_module_versions')
    .set({ status, ...snakeCased<Omit<Schema['registry_module_versions'], 'deprecation' | 'revocation'>>(changes) })
    .where('id', '=', id)
    .execute()
  return { version: await row(id), row: () => row(id) }
}

describeOnEveryDatabase('the rows of versions', (open) => {
  it.each<[VersionStatus, VersionStatus, VersionStatus]>([
    ['ok', 'reg_ingressing', 'ok'],
    ['ok', 'reg_ingressing', 'reg_ingress_failed'],
    ['ok', 'reg_ingressing', 'pending'],
    ['ok', 'cloning', 'pending'],
    ['ok', 'cloning', 'clone_failed'],
    ['ok', 'pending', 'cloning'],
    ['ok', 'reg_ingress_failed', 'pending'],
    ['pending', 'reg_ingressing', 'ok'],
    ['pending', 'cloning', 'reg_ingressing'],
    ['cloning', 'pending', 'cloning'],
  ])('that are %s by now are not moved by whoever saw them %s and wants them %s', async (is, seen, to) => {
    const database = await open()
    const { version, row } = await versionOn(database, is)
    expect(await moveVersion(database.queries, { ...version, status: seen }, to, { error: 'stale', updatedAt: 7 })).toBe(false)
    expect(await row()).toEqual(version)
  })

  it('are moved by whoever saw them as they are, with all that changes', async () => {
    const database = await open()
    const { version, row } = await versionOn(database, 'reg_ingressing')
    const { archive } = packageOf('content')
    const changes = { archiveKey: archive.key, archiveSha256: archive.sha256, publishedAt: 7 }
    expect(await moveVersion(database.queries, version, 'ok', changes)).toBe(true)
    expect(await row()).toEqual({ ...version, ...changes, status: 'ok' })
  })

  it('are moved by one of two that saw the same', async () => {
    const database = await open()
    const { version, row } = await versionOn(database, 'reg_ingressing')
    const other = await openDatabase(database.config)
    const publish = (by: TestDatabase | typeof other, name: string) => moveVersion(by.queries, version, 'ok', { archiveKey: name })
    const won = await Promise.all([publish(database, 'one'), publish(other, 'other')])
    await other.close()
    expect(won.filter(Boolean)).toHaveLength(1)
    expect(await row()).toMatchObject({ status: 'ok', archiveKey: won[0] ? 'one' : 'other' })
  })

  it('are deleted only by whoever saw them as they are', async () => {
    const database = await open()
    const { version, row } = await versionOn(database, 'ok')
    expect(await deleteVersion(database.queries, { ...version, status: 'reg_ingressing' })).toBe(false)
    expect(await row()).toEqual(version)
    expect(await deleteVersion(database.queries, version)).toBe(true)
    expect(await deleteVersion(database.queries, version)).toBe(false)
  })

  it('stay as they are when they are inserted once more', async () => {
    const database = await open()
    const { version, row } = await versionOn(database, 'ok', { archiveKey: 'archive' })
    await insertVersions(database.queries, [{ ...version, id: `${version.id}x` as typeof version.id, status: 'pending', archiveKey: null }])
    expect(await row()).toEqual(version)
    expect(await database.queries.selectFrom('registry_module_versions').select('id').execute()).toHaveLength(1)
  })

  it('take note of an upload only until they are published', async () => {
    const database = await open()
    const waiting = await versionOn(database, 'cloning', { uploadSha256: 'first' })
    await noteUpload(database.queries, waiting.version.id, { sha256: 'second', size: 1 })
    expect((await waiting.row()).uploadSha256).toBe('second')
    await database.queries.updateTable('registry_module_versions').set({ status: 'ok' }).execute()
    await noteUpload(database.queries, waiting.version.id, { sha256: 'third', size: 1 })
    expect((await waiting.row()).uploadSha256).toBe('second')
  })

  it('are corrected only while they name the upload that was read, and are not published', async () => {
    const database = await open()
    const { version, row } = await versionOn(database, 'cloning', { uploadSha256: 'noted' })
    await correctUpload(database.queries, { ...version, uploadSha256: 'older' }, 'stored')
    expect((await row()).uploadSha256).toBe('noted')
    await correctUpload(database.queries, version, 'stored')
    expect((await row()).uploadSha256).toBe('stored')
    await database.queries.updateTable('registry_module_versions').set({ status: 'ok' }).execute()
    await correctUpload(database.queries, await row(), 'later')
    expect((await row()).uploadSha256).toBe('stored')
  })

  it('need the archive they were published from, and their upload until then', async () => {
    const database = await open()
    const { version } = await versionOn(database, 'reg_ingressing', { uploadSha256: 'a' })
    const upload = `uploads/${version.id}`
    const { key } = packageOf('content').archive
    expect(await referencedArchives(database.queries, [upload, key])).toEqual(new Set([upload]))
    await moveVersion(database.queries, version, 'ok', { archiveKey: key })
    expect(await referencedArchives(database.queries, [upload, key])).toEqual(new Set([key]))
  })
})
