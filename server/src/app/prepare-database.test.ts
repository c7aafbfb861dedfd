import { expect, it } from 'vitest'
import { describeOnEveryDatabase, type TestDatabase } from '../../test/support/databases.ts'
import { createListLogger } from '../../test/support/jobs.ts'
import { rows } from '../../test/support/schema-rows.ts'
import { createKeyring, createSecretBox } from '../platform/secrets/index.ts'
import { readConfig } from './config/index.ts'
import { prepareDatabase } from './prepare-database.ts'

const OURS = Buffer.from('1'.repeat(64))
const FOREIGN = Buffer.from('2'.repeat(64))

/** Starts with the key, as a server does. */
function startWith(database: TestDatabase, secretKey: Buffer, former: readonly Buffer[] = []) {
  const config = readConfig({ TERRACE_DATA_DIR: '/srv/terrace' })
  const { logger: quiet, messages } = createListLogger()
  const told: unknown[] = []
  const logger = { ...quiet, info: (fields: unknown, message?: string) => void told.push([message, fields]) }
  const installation = {
    config,
    secrets: { secretKey, formerSecretKeys: former, tls: undefined },
    keyring: createKeyring(secretKey, former),
    database,
    logger,
    [Symbol.asyncDispose]: async () => undefined,
  }
  return { started: prepareDatabase(installation), messages, told }
}

const REFUSED = '/srv/terrace/secret.key is not the secret key that /srv/terrace/terrace.sqlite was written with'

describeOnEveryDatabase('the secret key', (open) => {
  it('is put on record with an empty database, and no other one opens it afterwards', async () => {
    const database = await open()
    await startWith(database, OURS).started
    await startWith(database, OURS).started
    await expect(startWith(database, FOREIGN).started).rejects.toThrow(REFUSED)
    await startWith(database, OURS).started
  })

  it('is replaced by one with the former key below it, which is not needed afterwards', async () => {
    const database = await open()
    await startWith(database, FOREIGN).started
    await startWith(database, OURS, [FOREIGN]).started
    await startWith(database, OURS).started
    await expect(startWith(database, FOREIGN).started).rejects.toThrow(REFUSED)
  })

  it('of a database of an earlier release has to open the credentials in it', async () => {
    const database = await open()
    await organizationWithCredential(database)
    await expect(startWith(database, FOREIGN).started).rejects.toThrow(REFUSED)
    await startWith(database, OURS).started
    const { queries } = database
    await queries.deleteFrom('oauth_clients').execute()
    await expect(startWith(database, FOREIGN).started).rejects.toThrow(REFUSED)
  })

  it('of a database of an earlier release with tokens alone counts once a token was recognised', async () => {
    const database = await open()
    const { queries } = database
    await queries
      .insertInto('organizations')
      .values({ ...rows.organizations, default_project_id: null })
      .execute()
    await queries.insertInto('users').values(rows.users).execute()
    await queries.insertInto('teams').values(rows.teams).execute()
    await queries.insertInto('authentication_tokens').values(rows.authentication_tokens).execute()
    const wrong = startWith(database, FOREIGN)
    await wrong.started
    expect(wrong.messages).toEqual([expect.stringContaining('cannot be compared with the database yet')])
    const right = startWith(database, OURS)
    const { secretKeyProven } = await right.started
    secretKeyProven?.()
    await expect.poll(() => queries.selectFrom('secret_key_checks').selectAll().execute()).toHaveLength(1)
    await expect(startWith(database, FOREIGN).started).rejects.toThrow(REFUSED)
  })
})

describeOnEveryDatabase('an empty database', (open) => {
  it('is migrated, and the log tells which migrations that took', async () => {
    const database = await open({ empty: true })
    const first = startWith(database, OURS)
    await first.started
    const again = startWith(database, OURS)
    await again.started
    expect([first.told, again.told]).toEqual([
      [['the database was migrated', { migrations: expect.arrayContaining(['0001-initial']) }]],
      [],
    ])
  })
})

async function organizationWithCredential({ queries }: TestDatabase): Promise<void> {
  const box = createSecretBox(createKeyring(OURS).key('credentials'))
  const { id } = rows.oauth_tokens
  await queries
    .insertInto('organizations')
    .values({ ...rows.organizations, default_project_id: null })
    .execute()
  await queries.insertInto('users').values(rows.users).execute()
  await queries
    .insertInto('oauth_clients')
    .values({ ...rows.oauth_clients, secret: null, agent_pool_id: null })
    .execute()
  await queries
    .insertInto('oauth_tokens')
    .values({ ...rows.oauth_tokens, credential: box.seal('a credential', `oauth_tokens:${id}`) })
    .execute()
}
