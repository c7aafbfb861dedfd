import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import type { Queries } from '../database/index.ts'
import { NotFound, newId, type OrganizationId, Unauthenticated } from '../kernel/index.ts'
import { ANONYMOUS, NO_ACCESS, type Subject } from '../permissions/index.ts'
import { RequestOrigins } from '../platform/request-origin/index.ts'
import type { NamelessAccessor } from './audit-event.ts'
import { AuditTrail } from './audit-trail.ts'
import { retentionJob } from './retention-job.ts'

const EVERYTHING = { number: 1, size: 100 }

const DAY = 86_400_000

/** @param memberOf the organizations of every person */
function trailOn(database: Queries, memberOf: readonly OrganizationId[] = []) {
  const clock = { time: 1000, now: () => clock.time }
  const origins = new RequestOrigins()
  const accessors = {
    nameOf: async (_transaction: Queries, { kind }: { kind: string }) => `a ${kind}`,
    organizationsOf: async () => [...memberOf],
  }
  const trail = new AuditTrail({ queries: database, clock, origins, accessors })
  const record = (organizationId: OrganizationId, id: string, subject: Subject | NamelessAccessor = 'operator') =>
    trail.record(database, { subject, action: 'create', resource: { type: 'thing', id }, organizationId })
  return { trail, clock, origins, record }
}

const ownerOf = (...ids: OrganizationId[]): Extract<Subject, { kind: 'user' }> => ({
  kind: 'user',
  userId: newId('user'),
  siteAdmin: false,
  roles: ids.map((organizationId) => ({ organizationId, owner: true, access: NO_ACCESS })),
})

describeOnEveryDatabase('the audit trail', (open) => {
  it('commits with its change: neither exists without the other', async () => {
    const { queries } = await open()
    const { trail } = trailOn(queries)
    const here = newId('organization')
    const change = queries.transaction().execute(async (transaction) => {
      await trail.record(transaction, { subject: 'operator', action: 'create', resource: { type: 'thing', id: '1' }, organizationId: here })
      throw new Error('the change failed')
    })
    await expect(change).rejects.toThrow('the change failed')
    expect((await trail.list(ownerOf(here), {}, EVERYTHING)).items).toEqual([])
  })

  it('keeps concurrent requests apart', async () => {
    const { trail, origins, record } = trailOn((await open()).queries)
    const here = newId('organization')
    const requests = ['one', 'two', 'three'].map(
      (requestId) =>
        new Promise<void>((resolve, reject) => {
          origins.run({ requestId, remoteAddress: '192.0.2.1' }, () => {
            record(here, requestId).then(resolve, reject)
          })
        }),
    )
    await Promise.all([...requests, record(here, 'outside')])
    const { items } = await trail.list(ownerOf(here), {}, EVERYTHING)
    expect(new Map(items.map(({ resource, requestId }) => [resource.id, requestId]))).toEqual(
      new Map([
        ['one', 'one'],
        ['two', 'two'],
        ['three', 'three'],
        ['outside', null],
      ]),
    )
  })

  it('remembers who it was by id and by name', async () => {
    const { trail, record, clock } = trailOn((await open()).queries)
    const here = newId('organization')
    const owner = ownerOf(here)
    const teamId = newId('team')
    const subjects: (Subject | NamelessAccessor)[] = [
      'operator',
      'system',
      ANONYMOUS,
      owner,
      { kind: 'team', teamId, roles: [] },
      { kind: 'organization', roles: owner.roles },
    ]
    for (const subject of subjects) {
      clock.time += 1
      await record(here, 'x', subject)
    }
    const { items } = await trail.list(owner, {}, EVERYTHING)
    expect(items.map(({ accessor }) => accessor).toReversed()).toEqual([
      { id: null, name: 'operator' },
      { id: null, name: 'system' },
      { id: null, name: 'anonymous' },
      { id: owner.userId, name: 'a user' },
      { id: teamId, name: 'a team' },
      { id: here, name: 'a organization' },
    ])
  })

  it('is of one organization, in pages, since a given time', async () => {
    const { trail, record, clock } = trailOn((await open()).queries)
    const [here, there] = [newId('organization'), newId('organization')]
    for (const [organizationId, id] of [[here, 'a'] as const, [there, 'b'] as const, [here, 'd'] as const]) {
      clock.time += 1
      await record(organizationId, id)
    }
    const ids = async (subject: Subject, filter: object, request = EVERYTHING) =>
      (await trail.list(subject, filter, request)).items.map(({ resource }) => resource.id)
    expect(await ids(ownerOf(here), {})).toEqual(['d', 'a'])
    expect(await ids(ownerOf(here), {}, { number: 2, size: 1 })).toEqual(['a'])
    expect(await ids(ownerOf(here), { since: 1002 })).toEqual(['d'])
    expect(await ids(ownerOf(here, there), { organizationId: there })).toEqual(['b'])
    expect(await ids({ kind: 'audit-trails', organizationId: there, roles: [] }, {})).toEqual(['b'])
    await expect(ids(ownerOf(here, there), {})).rejects.toThrow('name the organization')
    await expect(ids(ownerOf(here), { organizationId: there })).rejects.toThrow(NotFound)
    await expect(ids(ANONYMOUS, {})).rejects.toThrow(Unauthenticated)
  })

  it("keeps a person's own entries from every organization, and shows them to that person alone", async () => {
    const { queries } = await open()
    const [here, there] = [newId('organization'), newId('organization')]
    const [ada, bob] = [ownerOf(here), ownerOf(there)]
    const { trail } = trailOn(queries, [here, there])
    await trail.record(queries, { subject: ada, action: 'sign_in', resource: { type: 'user', id: ada.userId }, userId: ada.userId })
    expect((await trail.list(ada, {}, EVERYTHING)).items).toEqual([])
    expect((await trail.listOwn(ada, {}, EVERYTHING)).items).toMatchObject([{ action: 'sign_in', organizationId: null }])
    expect((await trail.listOwn(ada, { since: 1001 }, EVERYTHING)).items).toEqual([])
    expect((await trail.listOwn(bob, {}, EVERYTHING)).items).toEqual([])
    await expect(trail.listOwn({ kind: 'organization', roles: ada.roles }, {}, EVERYTHING)).rejects.toThrow(NotFound)
    await expect(trail.listOwn(ANONYMOUS, {}, EVERYTHING)).rejects.toThrow(Unauthenticated)
  })

  it('tells the organizations of a member what concerns them, without the address', async () => {
    const { queries } = await open()
    const [here, there] = [newId('organization'), newId('organization')]
    const ada = ownerOf(here, there)
    const { trail, origins } = trailOn(queries, [here, there])
    const fact = { action: 'update', resource: { type: 'user', id: ada.userId } }
    const origin = { requestId: 'r-1', remoteAddress: '192.0.2.9' }
    await new Promise<void>((resolve, reject) => {
      origins.run(origin, () => {
        trail.record(queries, { subject: ada, ...fact, memberId: ada.userId }).then(resolve, reject)
      })
    })
    for (const organizationId of [here, there]) {
      const { items } = await trail.list(ada, { organizationId }, EVERYTHING)
      expect(items).toMatchObject([{ accessor: { id: ada.userId }, requestId: 'r-1', remoteAddress: null }])
    }
    expect((await trail.listOwn(ada, {}, EVERYTHING)).items).toMatchObject([origin])
  })

  it('does not tell an organization who declined its invitation', async () => {
    const { queries } = await open()
    const here = newId('organization')
    const [owner, stranger] = [ownerOf(here), ownerOf()]
    const { trail, origins } = trailOn(queries)
    const resource = { type: 'organization_membership', id: 'ou-1' }
    await new Promise<void>((resolve, reject) => {
      origins.run({ requestId: 'r-1', remoteAddress: '192.0.2.9' }, () => {
        trail.record(queries, { subject: stranger, action: 'decline', resource, invitedTo: here }).then(resolve, reject)
      })
    })
    const { items } = await trail.list(owner, {}, EVERYTHING)
    expect(items).toMatchObject([{ accessor: { id: null, name: 'invited person' }, remoteAddress: null, resource }])
  })

  it('keeps the original time and origin of events that are written later', async () => {
    const { queries } = await open()
    const { trail, clock, origins } = trailOn(queries)
    const here = newId('organization')
    let moment = trail.moment()
    origins.run({ requestId: 'then', remoteAddress: '192.0.2.7' }, () => void (moment = trail.moment()))
    clock.time += 5000
    const resource = { type: 'thing', id: '1' }
    await trail.record(queries, { subject: ANONYMOUS, action: 'create', resource, organizationId: here }, moment)
    const [event] = (await trail.list(ownerOf(here), {}, EVERYTHING)).items
    expect(event).toMatchObject({ recordedAt: 1000, requestId: 'then', remoteAddress: '192.0.2.7' })
  })

  it('deletes all entries beyond the retention period, even more than one batch, and nothing else', async () => {
    const { queries } = await open()
    const { trail, clock } = trailOn(queries)
    const here = newId('organization')
    const event = { organization_id: here, accessor_id: null, accessor_name: 'x', action: 'x', resource_type: 'x', resource_id: 'x' }
    const nothing = { meta: null, request_id: null, remote_address: null }
    for (let start = 0; start < 2100; start += 100) {
      const rows = Array.from({ length: 100 }, (_, index) => ({
        id: `${here} ${start + index}`,
        recorded_at: start + index,
        ...event,
        ...nothing,
      }))
      await queries.insertInto('audit_events').values(rows).execute()
    }
    const run = async (retentionDays: number) => {
      const { handler } = retentionJob({ queries, clock, retentionDays })
      const signal = new AbortController().signal
      await handler.handle({ payload: {}, attempt: 1, lastAttempt: false, progressed: async () => undefined, signal })
      return (await trail.list(ownerOf(here), {}, EVERYTHING)).totalCount
    }
    clock.time = 30 * DAY + 2050
    expect(await run(0)).toBe(2100)
    expect(await run(31)).toBe(2100)
    expect(await run(30)).toBe(50)
    expect(await run(30)).toBe(50)
  })
})
