import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Schema } from '../../database/index.ts'
import { unpackedDocument } from '../registry-module/document-rows.ts'

type Inspections = Kysely<Pick<Schema, 'module_inspections'>>

/** Where a pass over the inspections is. */
export interface InspectionPosition {
  format: number
  key: string
}

export interface OutdatedInspection extends InspectionPosition {
  /** a `PackageInspection` as JSON */
  document: string
  /** of an archive that was made from the inspected files */
  archiveKey: string
}

/** @param triedBefore leaves those alone that failed since */
export async function nextOutdated(
  db: Kysely<Pick<Schema, 'module_inspections' | 'registry_module_versions'>>,
  format: number,
  triedBefore: number,
  after: InspectionPosition,
): Promise<OutdatedInspection | undefined> {
  const row = await db
    .selectFrom('module_inspections')
    .innerJoin('registry_module_versions', 'registry_module_versions.inspection_key', 'module_inspections.key')
    .select(['module_inspections.key', 'format', 'document', 'archive_key as archiveKey'])
    .where('format', '<', format)
    .where('tried_at', '<', triedBefore)
    .where(sql<SqlBool>`(format, module_inspections.key) > (${after.format}, ${after.key})`)
    .where('registry_module_versions.status', '=', 'ok')
    .where('archive_key', 'is not', null)
    .orderBy('format')
    .orderBy('module_inspections.key')
    .limit(1)
    .executeTakeFirst()
  return row === undefined || row.archiveKey === null
    ? undefined
    : { ...row, archiveKey: row.archiveKey, document: unpackedDocument(row.document) }
}

/** @param document the stored one stays when it is undefined */
export async function renewInspection(db: Inspections, key: string, format: number, document: string | undefined): Promise<void> {
  const renewed = document === undefined ? { format } : { format, document }
  await db.updateTable('module_inspections').set(renewed).where('key', '=', key).where('format', '<', format).execute()
}

export async function noteTry(db: Inspections, key: string, now: number): Promise<void> {
  await db.updateTable('module_inspections').set({ tried_at: now }).where('key', '=', key).execute()
}
