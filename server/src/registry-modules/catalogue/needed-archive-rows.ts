// The SQL of which archives an installation needs.
import type { Kysely } from 'kysely'
import { uploadKey } from '../../archivist/index.ts'
import type { Schema } from '../../database/index.ts'
import type { RegistryModuleVersionId } from '../../kernel/index.ts'

type Tables = Kysely<Pick<Schema, 'registry_module_versions' | 'deleted_module_archives'>>

const PAGE = 1000

/** Yields every key once: archives of versions and of the trash, files of failed versions, and uploads that are not imported. */
export async function* neededArchives(queries: Tables): AsyncGenerator<string> {
  for await (const id of inPages((last) => uploadsAfter(queries, last))) yield uploadKey(id)
  yield* inPages((last) => archivesAfter(queries, last))
  if (await keepsFailedFiles(queries)) yield* inPages((last) => failedAfter(queries, last))
}

async function* inPages(pageAfter: (last: string) => Promise<string[]>): AsyncGenerator<string> {
  for (let last = ''; ; ) {
    const page = await pageAfter(last)
    yield* page
    if (page.length < PAGE) return
    last = page.at(-1) ?? ''
  }
}

async function uploadsAfter(queries: Tables, last: string): Promise<string[]> {
  const rows = await queries
    .selectFrom('registry_module_versions')
    .select('id')
    .where('upload_sha256', 'is not', null)
    .where('status', '!=', 'ok')
    .where('id', '>', last as RegistryModuleVersionId)
    .orderBy('id')
    .limit(PAGE)
    .execute()
  return rows.map(({ id }) => id)
}

async function archivesAfter(queries: Tables, last: string): Promise<string[]> {
  const rows = await queries
    .selectFrom('registry_module_versions')
    .select(({ ref }) => ref('archive_key').$castTo<string>().as('key'))
    .where('archive_key', '>', last)
    .union(
      queries
        .selectFrom('deleted_module_archives')
        .select(({ ref }) => ref('archive_key').$castTo<string>().as('key'))
        .where('archive_key', '>', last),
    )
    .orderBy('key')
    .limit(PAGE)
    .execute()
  return rows.map(({ key }) => key)
}

/** A backup may be of an earlier release, which kept none. */
async function keepsFailedFiles(queries: Tables): Promise<boolean> {
  const tables = await queries.introspection.getTables()
  const versions = tables.find(({ name }) => name === 'registry_module_versions')
  return versions?.columns.some(({ name }) => name === 'failed_archive_key') === true
}

async function failedAfter(queries: Tables, last: string): Promise<string[]> {
  const rows = await queries
    .selectFrom('registry_module_versions')
    .select(({ ref }) => ref('failed_archive_key').$castTo<string>().as('key'))
    .distinct()
    .where('failed_archive_key', '>', last)
    .orderBy('key')
    .limit(PAGE)
    .execute()
  return rows.map(({ key }) => key)
}
