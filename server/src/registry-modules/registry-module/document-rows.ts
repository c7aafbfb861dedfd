// Written once per change and read once per request: the prepared answer to `versions`, and the key of an archive.
import { gunzipSync } from 'node:zlib'
import type { Kysely } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { OrganizationId, RegistryModuleId, RegistryModuleVersionId, VcsRepositoryId } from '../../kernel/index.ts'
import type { Diagnostic, PackageInspection } from '../../terraform/index.ts'
import { inNamespace } from './module-rows.ts'
import type { ModuleAddress } from './registry-module.ts'
import { FAILED } from './registry-module-version.ts'
import { parseRevocation, type Revocation } from './version-lifecycle.ts'

/** A module as the hot path needs it. */
export interface PublishedModule {
  id: RegistryModuleId
  organizationId: OrganizationId
  /** as the organization spells it */
  namespace: string
  vcsRepositoryId: VcsRepositoryId | null
  versionsJson: string
  revision: number
}

export interface PublishedArchive {
  moduleId: RegistryModuleId
  versionId: RegistryModuleVersionId
  key: string
  /** hex */
  sha256: string
}

/** One look-up through the index of addresses. */
export async function publishedModule(
  db: Kysely<Pick<Schema, 'registry_modules' | 'registry_module_documents'>>,
  { namespace, name, provider }: ModuleAddress,
): Promise<PublishedModule | undefined> {
  return db
    .selectFrom('registry_modules')
    .innerJoin('registry_module_documents', 'registry_module_documents.registry_module_id', 'registry_modules.id')
    .select([
      'registry_modules.id',
      'organization_id as organizationId',
      'registry_modules.namespace',
      'vcs_repository_id as vcsRepositoryId',
      'versions_json as versionsJson',
      'revision',
    ])
    .where(inNamespace(namespace, 'private'))
    .where('registry_modules.name', '=', name)
    .where('registry_modules.provider', '=', provider)
    .where('registry_modules.registry_name', '=', 'private')
    .executeTakeFirst()
}

export async function publishedArchive(
  db: Kysely<Pick<Schema, 'registry_module_versions'>>,
  moduleId: RegistryModuleId,
  version: string,
): Promise<(PublishedArchive & { revocation: Revocation | null }) | undefined> {
  const row = await db
    .selectFrom('registry_module_versions')
    .select(['id', 'archive_key', 'archive_sha256', 'revocation'])
    .where('registry_module_id', '=', moduleId)
    .where('version', '=', version)
    .where('status', '=', 'ok')
    .executeTakeFirst()
  if (!row?.archive_key || !row.archive_sha256) return undefined
  return { moduleId, versionId: row.id, key: row.archive_key, sha256: row.archive_sha256, revocation: parseRevocation(row.revocation) }
}

/** For people alone: what clients are given is a `publishedArchive`. @returns undefined when the files of the version were not kept */
export async function failedArchive(
  db: Kysely<Pick<Schema, 'registry_module_versions'>>,
  moduleId: RegistryModuleId,
  version: string,
): Promise<{ versionId: RegistryModuleVersionId; key: string } | undefined> {
  const row = await db
    .selectFrom('registry_module_versions')
    .select(['id', 'failed_archive_key'])
    .where('registry_module_id', '=', moduleId)
    .where('version', '=', version)
    .where('status', 'in', FAILED)
    .executeTakeFirst()
  return row?.failed_archive_key ? { versionId: row.id, key: row.failed_archive_key } : undefined
}

/** Writes the prepared answer and raises its revision. */
export async function saveDocument(
  db: Kysely<Pick<Schema, 'registry_module_documents'>>,
  moduleId: RegistryModuleId,
  versionsJson: string,
): Promise<void> {
  await db
    .insertInto('registry_module_documents')
    .values({ registry_module_id: moduleId, versions_json: versionsJson, revision: 1 })
    .onConflict((conflict) =>
      conflict.column('registry_module_id').doUpdateSet((eb) => ({
        versions_json: eb.ref('excluded.versions_json'),
        revision: eb('registry_module_documents.revision', '+', 1),
      })),
    )
    .execute()
}

/** @returns 0 when there is no prepared answer yet */
export async function revisionOf(db: Kysely<Pick<Schema, 'registry_module_documents'>>, moduleId: RegistryModuleId): Promise<number> {
  const row = await db
    .selectFrom('registry_module_documents')
    .select('revision')
    .where('registry_module_id', '=', moduleId)
    .executeTakeFirst()
  return row?.revision ?? 0
}

/** For a restored module: its next answer continues from this revision. */
export async function setRevision(
  db: Kysely<Pick<Schema, 'registry_module_documents'>>,
  moduleId: RegistryModuleId,
  revision: number,
): Promise<void> {
  await db.updateTable('registry_module_documents').set({ revision }).where('registry_module_id', '=', moduleId).execute()
}

/** @param document as `unpackedDocument` takes it */
export async function saveInspection(
  db: Kysely<Pick<Schema, 'module_inspections'>>,
  { key, document, format }: { key: string; document: string; format: number },
  now: number,
): Promise<void> {
  await db
    .insertInto('module_inspections')
    .values({ key, document, format, tried_at: 0, created_at: now })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
}

/** @returns a `PackageInspection` as JSON */
export async function inspectionDocument(db: Kysely<Pick<Schema, 'module_inspections'>>, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('module_inspections').select('document').where('key', '=', key).executeTakeFirst()
  return row && unpackedDocument(row.document)
}

/** @param contents as the archivist's `encodeContents` writes it */
export async function saveArchiveContents(db: Kysely<Pick<Schema, 'archive_contents'>>, key: string, contents: string): Promise<void> {
  await db
    .insertInto('archive_contents')
    .values({ archive_key: key, contents })
    .onConflict((conflict) => conflict.column('archive_key').doNothing())
    .execute()
}

/** @returns undefined for an archive of an earlier release, until somebody reads a file of it */
export async function archiveContents(db: Kysely<Pick<Schema, 'archive_contents'>>, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('archive_contents').select('contents').where('archive_key', '=', key).executeTakeFirst()
  return row?.contents
}

/** More than the process that writes it has. */
const MAX_DOCUMENT = 512 * 1024 * 1024

/** @param document in gzip in base64; earlier releases stored it as plain JSON */
export function unpackedDocument(document: string): string {
  if (document.startsWith('{')) return document
  return gunzipSync(Buffer.from(document, 'base64'), { maxOutputLength: MAX_DOCUMENT }).toString()
}

/** @param key null before the import, when there are none */
export async function diagnosticsOf(db: Kysely<Pick<Schema, 'module_inspections'>>, key: string | null): Promise<readonly Diagnostic[]> {
  const document = key === null ? undefined : await inspectionDocument(db, key)
  if (document === undefined) return []
  const { diagnostics }: Pick<PackageInspection, 'diagnostics'> = JSON.parse(document)
  return diagnostics
}
