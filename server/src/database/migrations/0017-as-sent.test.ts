import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../../test/support/databases.ts'
import { migrateToLatest } from '../index.ts'
import { asSent } from './0017-as-sent.ts'
import { MIGRATIONS } from './index.ts'

describeOnEveryDatabase('rows of earlier releases', (open) => {
  it('lose the session defaults that nobody set, and show addresses as their owners spell them', async () => {
    const database = await open({ empty: true })
    const run = async (statement: string) => void (await sql.raw(statement).execute(database.queries))
    await run('create table schema_migrations (name text primary key, applied_at bigint not null)')
    for (const { name, up } of MIGRATIONS.slice(0, MIGRATIONS.indexOf(asSent))) {
      await up({ kind: database.kind, run })
      await run(`insert into schema_migrations (name, applied_at) values ('${name}', 1)`)
    }
    const written = [
      '{"session-remember":20160,"session-timeout":20160}',
      '{"session-remember":20160,"session-timeout":60,"stacks-enabled":false}',
      '{"owners-team-saml-role-id":"\\"session-timeout\\":20160,","session-timeout":201600}',
      '{}',
    ]
    for (const [index, settings] of written.entries()) {
      await run(`insert into organizations (id, name, name_lower, email, settings, user_tokens_enabled, created_at, updated_at)
        values ('org-${index}', 'o${index}', 'o${index}', 'a@b.c', '${settings}', 1, 1, 1)`)
    }
    await run(`insert into users (id, username, username_lower, email, email_lower, is_site_admin, created_at, updated_at)
      values ('user-1', 'alice', 'alice', 'Alice@Example.com', 'alice@example.com', 0, 1, 1)`)
    for (const [id, userId, email] of [
      ['ou-1', "'user-1'", 'alice@example.com'],
      ['ou-2', 'null', 'bob@example.com'],
    ]) {
      await run(`insert into organization_memberships (id, organization_id, user_id, email, status, created_at)
        values ('${id}', 'org-0', ${userId}, '${email}', 'active', 1)`)
    }
    await migrateToLatest(database)
    const organizations = await database.queries.selectFrom('organizations').select('settings').orderBy('id').execute()
    expect(organizations.map(({ settings }) => JSON.parse(settings))).toEqual([
      { 'session-remember': null, 'session-timeout': null },
      { 'session-remember': null, 'session-timeout': 60, 'stacks-enabled': false },
      { 'owners-team-saml-role-id': '"session-timeout":20160,', 'session-timeout': 201600 },
      {},
    ])
    const memberships = database.queries.selectFrom('organization_memberships').select(['email', 'email_as_sent']).orderBy('id')
    expect(await memberships.execute()).toEqual([
      { email: 'alice@example.com', email_as_sent: 'Alice@Example.com' },
      { email: 'bob@example.com', email_as_sent: null },
    ])
  })
})
