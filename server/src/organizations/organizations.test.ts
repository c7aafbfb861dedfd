import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { agentPools, changesOn } from '../../test/support/identity-ports.ts'
import type { Queries } from '../database/index.ts'
import { Invalid, NotFound, newId, type OrganizationId, Unauthenticated } from '../kernel/index.ts'
import { ANONYMOUS, NO_ACCESS, type OrganizationRole, type Subject } from '../permissions/index.ts'
import { Organizations } from './organizations.ts'

const EVERYTHING = { number: 1, size: 100 }

/** A service whose ports record their calls. */
function serviceOn(database: Queries, { foundingFails = false } = {}) {
  const told: string[] = []
  const organizations = new Organizations({
    queries: database,
    clock: { now: () => 1_700_000_000_000 },
    founding: {
      async found(_transaction, { foundedBy }) {
        if (foundingFails) throw new Error('no team could be made')
        told.push(`founded by ${foundedBy}`)
      },
    },
    agentPools,
    renamings: [
      {
        renamed:
          async (_transaction, { from, to }) =>
          () =>
            void told.push(`${from} is now ${to}`),
        settingsChanged: async () => () => undefined,
      },
    ],
    ...changesOn(database, [{ accessChanged: () => void told.push('access changed') }]),
  })
  return { organizations, told }
}

function userWith(...roles: OrganizationRole[]): Extract<Subject, { kind: 'user' }> {
  return { kind: 'user', userId: newId('user'), siteAdmin: false, roles }
}

const ownerOf = (organizationId: OrganizationId) => userWith({ organizationId, owner: true, access: NO_ACCESS })
const memberOf = (organizationId: OrganizationId) => userWith({ organizationId, owner: false, access: NO_ACCESS })

describeOnEveryDatabase('organizations', (open) => {
  it('are created by any user, with the defaults that clients expect, and can be read by name in any case', async () => {
    const { organizations, told } = serviceOn((await open()).queries)
    const user = userWith()
    const created = await organizations.create(user, { name: 'Acme', email: 'admin@company.com' })
    expect(created.settings).toMatchObject({
      'session-timeout': null,
      'collaborator-auth-policy': 'password',
      'user-tokens-enabled': true,
    })
    expect(told).toEqual([`founded by ${user.userId}`, 'access changed'])
    expect(await organizations.read(memberOf(created.id), 'aCME')).toEqual(created)
    expect(await organizations.readById(memberOf(created.id), created.id)).toEqual(created)
  })

  it('are not created without a token, nor with the token of a team or organization', async () => {
    const { organizations } = serviceOn((await open()).queries)
    const wanted = { name: 'acme', email: 'a@b.c' }
    await expect(organizations.create(ANONYMOUS, wanted)).rejects.toThrow(Unauthenticated)
    await expect(organizations.create({ kind: 'organization', roles: [] }, wanted)).rejects.toThrow(NotFound)
    await expect(organizations.create({ kind: 'team', teamId: newId('team'), roles: [] }, wanted)).rejects.toThrow(NotFound)
  })

  it('are never created partially', async () => {
    const { queries } = await open()
    const wanted = { name: 'acme', email: 'a@b.c' }
    await expect(serviceOn(queries, { foundingFails: true }).organizations.create(userWith(), wanted)).rejects.toThrow('no team')
    await expect(serviceOn(queries).organizations.create(userWith(), wanted)).resolves.toMatchObject({ name: 'acme' })
  })

  it('report every wrong field at once', async () => {
    const { organizations } = serviceOn((await open()).queries)
    const wanted = { name: '-x.', email: 'nobody', settings: { 'default-execution-mode': 'magic', 'stacks-enabled': 'yes' } }
    const error: unknown = await organizations.create(userWith(), wanted).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Invalid)
    expect((error as Invalid).problems.map((problem) => problem.pointer)).toEqual([
      '/data/attributes/name',
      '/data/attributes/email',
      '/data/attributes/default-execution-mode',
      '/data/attributes/stacks-enabled',
    ])
  })

  it('cannot have a taken name, in any case', async () => {
    const { organizations } = serviceOn((await open()).queries)
    await organizations.create(userWith(), { name: 'acme', email: 'a@b.c' })
    await expect(organizations.create(userWith(), { name: 'ACME', email: 'a@b.c' })).rejects.toThrow('Name has already been taken')
  })

  it('of the same name created concurrently give one success and one conflict', async () => {
    const { organizations } = serviceOn((await open()).queries)
    const attempts = [1, 2].map(() => organizations.create(userWith(), { name: 'acme', email: 'a@b.c' }))
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toBeInstanceOf(Invalid)
  })

  it('look the same to strangers as ones that do not exist', async () => {
    const { organizations } = serviceOn((await open()).queries)
    const { id } = await organizations.create(userWith(), { name: 'acme', email: 'a@b.c' })
    const stranger = ownerOf(newId('organization'))
    const attempts = [
      () => organizations.read(stranger, 'acme'),
      () => organizations.readById(stranger, id),
      () => organizations.update(stranger, 'acme', { email: 'x@y.z' }),
      () => organizations.delete(stranger, 'acme'),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(NotFound)
    await expect(organizations.read(stranger, 'acme')).rejects.toThrow('organization acme not found')
    await expect(organizations.read(stranger, 'none')).rejects.toThrow('organization none not found')
    await expect(organizations.read(ANONYMOUS, 'acme')).rejects.toThrow(Unauthenticated)
    await expect(organizations.read(ANONYMOUS, 'none')).rejects.toThrow(Unauthenticated)
  })

  it('are listed for their members, by name, in pages, filtered literally', async () => {
    const { organizations } = serviceOn((await open()).queries)
    const made = []
    for (const name of ['zeta', 'Alpha', 'al_pha']) {
      made.push(await organizations.create(userWith(), { name, email: `${name}@b.c` }))
    }
    await organizations.create(userWith(), { name: 'other', email: 'a@b.c' })
    const member = userWith(...made.map(({ id }) => ({ organizationId: id, owner: false, access: NO_ACCESS })))
    const names = async (filter: object, request = EVERYTHING) =>
      (await organizations.list(member, filter, request)).items.map((organization) => organization.name)
    expect(await names({})).toEqual(['al_pha', 'Alpha', 'zeta'])
    expect(await names({}, { number: 2, size: 2 })).toEqual(['zeta'])
    expect((await organizations.list(member, {}, { number: 1, size: 1 })).totalCount).toBe(3)
    expect(await names({ any: 'ALPHA' })).toEqual(['Alpha'])
    expect(await names({ name: '_' })).toEqual(['al_pha'])
    expect(await names({ email: 'zeta@' })).toEqual(['zeta'])
    expect(await names({ any: '%' })).toEqual([])
    expect((await organizations.list(userWith(), {}, EVERYTHING)).items).toEqual([])
  })

  it('are updated by owners: settings are merged, unknown switches kept, unknown texts ignored', async () => {
    const { organizations } = serviceOn((await open()).queries)
    const { id } = await organizations.create(userWith(), { name: 'acme', email: 'a@b.c', settings: { 'session-timeout': 60 } })
    const owner = ownerOf(id)
    await organizations.update(owner, 'acme', { settings: { 'cost-estimation-enabled': true, 'some-new-switch': true, 'new-text': 'x' } })
    const { settings } = await organizations.read(owner, 'acme')
    expect(settings).toMatchObject({ 'session-timeout': 60, 'cost-estimation-enabled': true, 'some-new-switch': true })
    expect(settings).not.toHaveProperty('new-text')
    await expect(organizations.update(memberOf(id), 'acme', { email: 'x@y.z' })).rejects.toThrow(NotFound)
  })

  it('notify their followers when they are renamed, and cannot take a used name', async () => {
    const { organizations, told } = serviceOn((await open()).queries)
    const { id } = await organizations.create(userWith(), { name: 'acme', email: 'a@b.c' })
    await organizations.create(userWith(), { name: 'taken', email: 'a@b.c' })
    const owner = ownerOf(id)
    await expect(organizations.update(owner, 'acme', { name: 'TAKEN' })).rejects.toThrow('Name has already been taken')
    expect(await organizations.update(owner, 'acme', { name: 'apex' })).toMatchObject({ id, name: 'apex' })
    expect(told).toContain('acme is now apex')
    await expect(organizations.read(owner, 'acme')).rejects.toThrow(NotFound)
  })

  it('are gone once deleted, and their name is free', async () => {
    const { organizations } = serviceOn((await open()).queries)
    const { id } = await organizations.create(userWith(), { name: 'acme', email: 'a@b.c' })
    await expect(organizations.delete(memberOf(id), 'acme')).rejects.toThrow(NotFound)
    await organizations.delete(ownerOf(id), 'acme')
    await expect(organizations.read(ownerOf(id), 'acme')).rejects.toThrow(NotFound)
    await expect(organizations.create(userWith(), { name: 'acme', email: 'a@b.c' })).resolves.toBeDefined()
  })
})
