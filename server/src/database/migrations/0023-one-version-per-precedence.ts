// One version per SemVer precedence, what tells a tag that was pushed again, and public records that are complete at once.
import { dialectOf, type Migration, type MigrationTarget } from './migration.ts'

export const oneVersionPerPrecedence: Migration = {
  name: '0023-one-version-per-precedence',
  async up(target) {
    const { text, integer, strict } = dialectOf(target)
    for (const statement of [
      `alter table registry_module_tags add column object_sha ${text}`,
      `create table vcs_tag_pushes (
        vcs_repository_id ${text} not null references vcs_repositories (id) on delete cascade,
        tag ${text} not null,
        noted_at ${integer} not null,
        primary key (vcs_repository_id, tag)
      )${strict}`,
      "update registry_modules set status = 'setup_complete' where registry_name = 'public'",
      listFirstPublished(target),
      latestIsListed(target),
    ]) {
      await target.run(statement)
    }
  },
}

/** The version without its build metadata. */
function precedenceOf({ kind }: MigrationTarget, version: string): string {
  return kind === 'sqlite' ? `substr(${version}, 1, instr(${version} || '+', '+') - 1)` : `split_part(${version}, '+', 1)`
}

/** Whether a version of the same precedence was published before the one in row `later`. */
function isLater(target: MigrationTarget): string {
  return `exists (
    select 1 from registry_module_versions earlier
    where earlier.registry_module_id = later.registry_module_id and earlier.status = 'ok' and earlier.id <> later.id
      and ${precedenceOf(target, 'earlier.version')} = ${precedenceOf(target, 'later.version')}
      and (earlier.published_at < later.published_at or (earlier.published_at = later.published_at and earlier.id < later.id))
  )`
}

/** Writes the prepared answers of the modules concerned anew, from what they list now. */
function listFirstPublished(target: MigrationTarget): string {
  const item = `'{"version":"' || later.version || '"' || coalesce(',"deprecation":' || later.deprecation, '') || '}'`
  const isListed = `${target.kind === 'sqlite' ? 'instr' : 'strpos'}(registry_module_documents.versions_json, '"version":"' || later.version || '"') > 0`
  const listed = `select ${item} as item, later.version_sort as version_sort from registry_module_versions later
    where later.registry_module_id = registry_module_documents.registry_module_id and later.status = 'ok'
      and ${isListed} and not ${isLater(target)}`
  const joined =
    target.kind === 'sqlite'
      ? `select group_concat(item, ',') from (${listed} order by version_sort desc)`
      : `select string_agg(item, ',' order by version_sort desc) from (${listed}) listed`
  return `update registry_module_documents set revision = revision + 1, versions_json = (
    select '{"modules":[{"source":"' || namespace || '/' || name || '/' || provider || '","versions":[' || (${joined}) || ']}]}'
    from registry_modules where registry_modules.id = registry_module_documents.registry_module_id
  )
  where registry_module_id in (
    select later.registry_module_id from registry_module_versions later where later.status = 'ok' and ${isLater(target)}
  )`
}

function latestIsListed(target: MigrationTarget): string {
  return `update registry_modules set latest_version = (
    select later.version from registry_module_versions later
    where later.registry_module_id = registry_modules.id and later.status = 'ok' and not ${isLater(target)}
      and ${precedenceOf(target, 'later.version')} = ${precedenceOf(target, 'registry_modules.latest_version')}
  )
  where exists (
    select 1 from registry_module_versions later
    where later.registry_module_id = registry_modules.id and later.version = registry_modules.latest_version
      and later.status = 'ok' and ${isLater(target)}
  )`
}
