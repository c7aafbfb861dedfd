// Checks what must hold after any number of crashes: the database against the files on the disk.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type DatabaseConfig, openDatabase } from '../../src/database/index.ts'
import type { RepositoryBuilder } from '../support/repository-builder.ts'

export interface ImportCheck {
  database: DatabaseConfig
  /** the directory of archives */
  objects: string
  repository: RepositoryBuilder
  /** every tag of the repository, `v…` */
  tags: readonly string[]
  /** names of the published modules */
  modules: readonly string[]
}

/** Fails unless every version of every module exists once, with the commit of its tag and its archive. */
export async function checkImports({ database: config, objects, repository, tags, modules }: ImportCheck): Promise<void> {
  const commits = new Map(
    (await repository.git(['for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/tags'])).trim().split('\n').map(pair),
  )
  const expected = modules.flatMap((module) => tags.map((tag) => `${module} ${tag.slice(1)} ok ${commits.get(tag)}`))
  const database = await openDatabase(config)
  try {
    const versions = await database.queries
      .selectFrom('registry_module_versions')
      .innerJoin('registry_modules', 'registry_modules.id', 'registry_module_versions.registry_module_id')
      .select([
        'name',
        'version',
        'registry_module_versions.status as status',
        'commit_sha',
        'archive_key',
        'archive_sha256',
        'archive_size',
      ])
      .execute()
    expect(versions.map(({ name, version, status, commit_sha }) => `${name} ${version} ${status} ${commit_sha}`).toSorted()).toEqual(
      expected.toSorted(),
    )
    for (const { archive_key, archive_sha256, archive_size } of versions) {
      const archive = readFileSync(join(objects, archive_key ?? ''))
      expect(createHash('sha256').update(archive).digest('hex')).toBe(archive_sha256)
      expect(archive.length).toBe(archive_size)
    }
    const unimported = await database.queries.selectFrom('registry_module_tags').select('tag').where('decision', '!=', 'imported').execute()
    expect(unimported).toEqual([])
    expect(await database.queries.selectFrom('jobs').select(['key', 'last_error']).where('state', '=', 'failed').execute()).toEqual([])
  } finally {
    await database.close()
  }
}

function pair(line: string): [string, string] {
  const [name = '', value = ''] = line.split(' ')
  return [name, value]
}
