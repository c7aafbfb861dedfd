import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import type { Queries } from '../database/index.ts'
import { ANONYMOUS, NO_ACCESS, type Subject } from '../permissions/index.ts'
import { NotFound, newId, type OrganizationId, Unauthenticated } from '../platform/kernel/index.ts'
import { RequestOrigins } from '../platform/request-origin/index.ts'
import { AuditTrail } from './audit-trail.ts'

const EVERYTHING = { number: 1, size: 100 }

function trailOn(database: Queries) {
  const clock = { time: 1000, now: () => clock.time }
  const origins = new RequestOrigins()
  const trail = new AuditTrail({ database, clock, origins, names: { nameOf: async (_transaction, { kind }) => `a ${kind}` } })
  const record = (organizationId: OrganizationId | null, id: string, subject: Subject | 'operator' = 'operator') =>
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
  it('goes with the change it is about: neither is there without the other', async () => {
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

  it('keeps apart the requests that are answered at the same moment', async () => {
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
    const subjects: (Subject | 'operator')[] = [
      'operator',
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
      { id: null, name: 'anonymous' },
      { id: owner.userId, name: 'a user' },
      { id: teamId, name: 'a team' },
      { id: here, name: 'a organization' },
    ])
  })

  it('is of one organization, in pages, from a time on', async () => {
    const { trail, record, clock } = trailOn((await open()).queries)
    const [here, there] = [newId('organization'), newId('organization')]
    for (const [organizationId, id] of [[here, 'a'] as const, [there, 'b'] as const, [null, 'c'] as const, [here, 'd'] as const]) {
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
    await expect(ids(ownerOf(here, there), {})).rejects.toThrow('say which organization')
    await expect(ids(ownerOf(here), { organizationId: there })).rejects.toThrow(NotFound)
    await expect(ids(ANONYMOUS, {})).rejects.toThrow(Unauthenticated)
  })
})
