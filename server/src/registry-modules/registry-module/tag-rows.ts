import type { Kysely, Selectable } from 'kysely'
import { camelCased, inChunks, rowPage, type Schema, snakeCased } from '../../database/index.ts'
import type { Page, PageRequest, RegistryModuleId } from '../../kernel/index.ts'
import type { ModuleTag } from './module-tag.ts'

type Tables = Kysely<Pick<Schema, 'registry_module_tags'>>
type Row = Selectable<Schema['registry_module_tags']>

const tagOf = (row: Row): ModuleTag => camelCased(row)

export async function tagsOf(db: Tables, moduleId: RegistryModuleId): Promise<ModuleTag[]> {
  const rows = await db.selectFrom('registry_module_tags').selectAll().where('registry_module_id', '=', moduleId).execute()
  return rows.map(tagOf)
}

/** Ordered by tag name, last first. @param version of all when undefined */
export async function listTags(
  db: Tables,
  moduleId: RegistryModuleId,
  version: string | undefined,
  request: PageRequest,
): Promise<Page<ModuleTag>> {
  const all = db.selectFrom('registry_module_tags').where('registry_module_id', '=', moduleId)
  const wanted = version === undefined ? all : all.where('version', '=', version)
  return await rowPage(wanted.selectAll().orderBy('tag', 'desc'), request, tagOf)
}

export async function tagByName(db: Tables, moduleId: RegistryModuleId, tag: string): Promise<ModuleTag | undefined> {
  const row = await db
    .selectFrom('registry_module_tags')
    .selectAll()
    .where('registry_module_id', '=', moduleId)
    .where('tag', '=', tag)
    .executeTakeFirst()
  return row === undefined ? undefined : tagOf(row)
}

/** Tags in the repository that are passed over because another one has their version. */
export async function duplicateTagsOf(db: Tables, moduleId: RegistryModuleId): Promise<ModuleTag[]> {
  const rows = await db
    .selectFrom('registry_module_tags')
    .selectAll()
    .where('registry_module_id', '=', moduleId)
    .where('decision', '=', 'duplicate')
    .where('gone_at', 'is', null)
    .execute()
  return rows.map(tagOf)
}

/** Writes the decisions. Keeps when a tag was first seen, and which commit was imported from it. */
export async function saveTags(db: Tables, tags: readonly ModuleTag[]): Promise<void> {
  const rows = tags.map((tag) => snakeCased<Row>(tag) as Row)
  await inChunks(rows, (some) =>
    db
      .insertInto('registry_module_tags')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['registry_module_id', 'tag']).doUpdateSet((eb) => ({
          commit_sha: eb.ref('excluded.commit_sha'),
          object_sha: eb.ref('excluded.object_sha'),
          decision: eb.ref('excluded.decision'),
          reason: eb.ref('excluded.reason'),
          version: eb.ref('excluded.version'),
          last_seen_at: eb.ref('excluded.last_seen_at'),
          gone_at: null,
        })),
      )
      .execute(),
  )
}

export async function updateTag(db: Tables, moduleId: RegistryModuleId, tag: string, changes: Partial<ModuleTag>): Promise<void> {
  await updateTags(db, moduleId, [tag], changes)
}

/** The same changes for many tags of a module. */
export async function updateTags(
  db: Tables,
  moduleId: RegistryModuleId,
  tags: readonly string[],
  changes: Partial<ModuleTag>,
): Promise<void> {
  await inChunks(tags, (some) =>
    db
      .updateTable('registry_module_tags')
      .set(snakeCased<Row>(changes))
      .where('registry_module_id', '=', moduleId)
      .where('tag', 'in', some)
      .execute(),
  )
}

/** Forgets tags that no version was published from; the next sync treats them as new. */
export async function forgetUnpublishedTags(db: Tables, moduleId: RegistryModuleId): Promise<void> {
  await db
    .deleteFrom('registry_module_tags')
    .where('registry_module_id', '=', moduleId)
    .where('decision', 'not in', ['imported', 'moved', 'deleted'])
    .execute()
}
