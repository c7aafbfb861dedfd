import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { migrateToLatest } from '../index.ts'
import { personalTrails } from './0020-personal-trails.ts'
import { MIGRATIONS } from './index.ts'

const ADA = 'user-ABCDEFGHJKLMNPQR'
const BOB = 'user-STUVWXYZabcdefgh'

/** The details of a token's entry, as a literal. */
const ownedBy = (owner: object) => `'${JSON.stringify({ owner })}'`

describeOnEveryDatabase('audit entries of earlier releases', (open) => {
  it('move to the trail of the person whose account they are about, once each; all others stay', async () => {
    const database = await open({ empty: true })
    const run = async (statement: string) => void (await sql.raw(statement).execute(database.queries))
    await run('create table schema_migrations (name text primary key, applied_at bigint not null)')
    for (const { name, up } of MIGRATIONS.slice(0, MIGRATIONS.indexOf(personalTrails))) {
      await up({ kind: database.kind, run })
      await run(`insert into schema_migrations (name, applied_at) values ('${name}', 1)`)
    }
    const entries: [id: string, organization: string, at: number, action: string, type: string, resource: string, meta: string][] = [
      ['e01', "'org-1'", 1, 'sign_in', 'user', ADA, 'null'],
      ['e02', "'org-2'", 1, 'sign_in', 'user', ADA, 'null'],
      ['e03', "'org-1'", 2, 'sign_in', 'user', ADA, 'null'],
      ['e04', "'org-1'", 3, 'create', 'authentication_token', 'at-1', ownedBy({ kind: 'user', userId: BOB })],
      ['e05', "'org-1'", 4, 'create', 'authentication_token', 'at-2', ownedBy({ kind: 'team', teamId: 'team-1' })],
      ['e06', "'org-1'", 5, 'update', 'user', ADA, 'null'],
      ['e07', 'null', 6, 'create', 'user', BOB, 'null'],
      ['e08', "'org-2'", 7, 'create', 'team', 'team-1', 'null'],
    ]
    for (const [id, organization, at, action, type, resource, meta] of entries) {
      await run(`insert into audit_events (id, organization_id, recorded_at, accessor_id, accessor_name, action, resource_type, resource_id, meta)
        values ('${id}', ${organization}, ${at}, null, 'x', '${action}', '${type}', '${resource}', ${meta})`)
    }
    await migrateToLatest(database)
    const kept = await database.queries.selectFrom('audit_events').select(['id', 'organization_id', 'user_id']).orderBy('id').execute()
    expect(kept.map(({ id, organization_id, user_id }) => [id, organization_id, user_id])).toEqual([
      ['e01', null, ADA],
      ['e03', null, ADA],
      ['e04', null, BOB],
      ['e05', 'org-1', null],
      ['e06', 'org-1', null],
      ['e07', null, BOB],
      ['e08', 'org-2', null],
    ])
  })
})
