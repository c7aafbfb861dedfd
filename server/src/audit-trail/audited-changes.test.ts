import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import type { Queries } from '../database/index.ts'
import { newId } from '../kernel/index.ts'
import type { Subject } from '../permissions/index.ts'
import { RequestOrigins } from '../platform/request-origin/index.ts'
import { AccessChanges } from './access-changes.ts'
import { AuditTrail } from './audit-trail.ts'
import { AuditedChanges } from './audited-changes.ts'

const here = newId('organization')
const fact = (action: string) => ({ action, resource: { type: 'user', id: 'user-1' }, organizationId: here })

/** Changes of users, whose names the trail looks up. */
function changesOn(queries: Queries, accessChanged: () => void = () => undefined) {
  const accessors = {
    organizationsOf: async () => [here],
    nameOf: async (tx: Queries, subject: { kind: string }) =>
      subject.kind === 'user' ? ((await tx.selectFrom('users').select('username').executeTakeFirst())?.username ?? 'gone') : 'other',
  }
  const trail = new AuditTrail({ queries, clock: { now: () => 1 }, accessors, origins: new RequestOrigins() })
  const changes = new AuditedChanges({ queries, trail })
  const recorded = async () =>
    (await queries.selectFrom('audit_events').select(['action', 'accessor_name']).orderBy('action').execute()).map(
      ({ action, accessor_name }) => `${accessor_name} ${action}`,
    )
  return { changes, accessChanges: new AccessChanges({ changes, memories: [{ accessChanged }] }), recorded }
}

async function addUser(queries: Queries): Promise<Extract<Subject, { kind: 'user' }>> {
  const userId = newId('user')
  const row = { username: 'ada', username_lower: 'ada', email: 'a@b.c', email_lower: 'a@b.c', unconfirmed_email: null, suspended_at: null }
  await queries
    .insertInto('users')
    .values({ id: userId, ...row, is_site_admin: 0, created_at: 1, updated_at: 1 })
    .execute()
  return { kind: 'user', userId, siteAdmin: false, roles: [] }
}

const failing = () => Promise.reject(new Error('the connection broke'))

const usernames = async (queries: Queries) => (await queries.selectFrom('users').select('username').execute()).map((row) => row.username)

describeOnEveryDatabase('an audited change', (open) => {
  it('commits with its record, or not at all', async () => {
    const { queries } = await open()
    const { changes, recorded } = changesOn(queries)
    expect(
      await changes.make(
        'operator',
        async (tx) => (await addUser(tx)).kind,
        (kind) => fact(`create ${kind}`),
      ),
    ).toBe('user')
    expect([await usernames(queries), await recorded()]).toEqual([['ada'], ['operator create user']])
    const failing = changes.make(
      'operator',
      async (tx) => void (await tx.deleteFrom('users').execute()),
      () => {
        throw new Error('nobody knows what to record')
      },
    )
    await expect(failing).rejects.toThrow('nobody knows')
    expect([await usernames(queries), await recorded()]).toEqual([['ada'], ['operator create user']])
  })

  it('names its actor, even when it deletes that actor', async () => {
    const { queries } = await open()
    const { changes, recorded } = changesOn(queries)
    const ada = await addUser(queries)
    await changes.make(
      ada,
      async (tx) => void (await tx.deleteFrom('users').execute()),
      () => fact('destroy'),
    )
    expect([await usernames(queries), await recorded()]).toEqual([[], ['ada destroy']])
  })

  it('has as many records as it has facts, none when nothing changed', async () => {
    const { queries } = await open()
    const { changes, recorded } = changesOn(queries)
    await changes.make(
      'system',
      async () => undefined,
      () => [],
    )
    expect(await recorded()).toEqual([])
    await changes.make(
      'system',
      async () => undefined,
      () => [fact('a'), fact('b')],
    )
    expect(await recorded()).toEqual(['system a', 'system b'])
  })
})

describeOnEveryDatabase('a change of access', (open) => {
  it('is announced after the commit, when readers can see it', async () => {
    const { queries } = await open()
    const seen: Promise<string[]>[] = []
    const { accessChanges } = changesOn(queries, () => void seen.push(usernames(queries)))
    await accessChanges.make('operator', addUser, () => fact('create'))
    expect(await Promise.all(seen)).toEqual([['ada']])
  })

  it('is announced after a failure too, because the connection can break after the commit', async () => {
    const { queries } = await open()
    let told = 0
    const { accessChanges } = changesOn(queries, () => void (told += 1))
    await expect(accessChanges.make('operator', failing, () => fact('create'))).rejects.toThrow('the connection broke')
    expect(told).toBe(1)
  })
})
