import { expect, it } from 'vitest'
import { describeOnOneDatabase } from '../../test/support/databases.ts'
import { changesOn, organizationsOn } from '../../test/support/identity-ports.ts'
import { createManualClock } from '../../test/support/jobs.ts'
import type { Queries } from '../database/index.ts'
import { Invalid, NotFound, newId, type OrganizationId } from '../kernel/index.ts'
import { NO_ACCESS, type Subject } from '../permissions/index.ts'
import type { TokenKind } from './token/authentication-token.ts'
import { TokenLimits } from './token-limits.ts'
import { TokenTtlPolicies } from './ttl-policies.ts'

const HOUR = 3_600_000
/** Two years of 365.2425 days, the default of HCP Terraform. */
const TWO_YEARS = 2 * 365.2425 * 24 * HOUR

async function policiesOn(database: Queries) {
  const clock = createManualClock()
  const organizations = organizationsOn(database, clock)
  const policies = new TokenTtlPolicies({ queries: database, clock, organizations, ...changesOn(database) })
  const userId = newId('user')
  /** @returns the id of a new organization, and its owner */
  const found = async (name: string, inForce: boolean) => {
    const { id } = await organizations.create({ kind: 'user', userId, siteAdmin: false, roles: [] }, { name, email: 'a@b.c' })
    const owner: Subject = { kind: 'user', userId, siteAdmin: false, roles: [{ organizationId: id, owner: true, access: NO_ACCESS }] }
    if (inForce) await organizations.update(owner, name, { settings: { 'max-ttl-enabled': true } })
    return { id, owner }
  }
  const limits = new TokenLimits({ queries: database })
  /** @returns null where the organization limits nothing */
  const allowed = async (kind: TokenKind, id: OrganizationId) => (await limits.inForce(kind, [id])).get(id) ?? null
  return { clock, policies, limits, allowed, found }
}

const member = (organizationId: OrganizationId): Subject => ({
  kind: 'user',
  userId: newId('user'),
  siteAdmin: false,
  roles: [{ organizationId, owner: false, access: { ...NO_ACCESS, 'manage-teams': true, 'manage-membership': true } }],
})

describeOnOneDatabase('how long tokens may live', (open) => {
  it('is not limited where no organization has turned the limit on', async () => {
    const { policies, limits, allowed, found } = await policiesOn((await open()).queries)
    const { id, owner } = await found('acme', false)
    await policies.update(owner, 'acme', new Map([['user', HOUR]]))
    expect(await allowed('user', id)).toBeNull()
    expect(await limits.inForce('user', [])).toEqual(new Map())
  })

  it('is two years where an organization has turned the limit on without a value', async () => {
    const { policies, allowed, found } = await policiesOn((await open()).queries)
    const { id, owner } = await found('acme', true)
    expect(await allowed('user', id)).toBe(TWO_YEARS)
    expect(await policies.list(owner, 'acme')).toEqual(
      ['organization', 'team', 'user', 'audit-trails'].map((tokenType) => expect.objectContaining({ tokenType, maxTtl: TWO_YEARS })),
    )
  })

  it('is set for each kind of token separately', async () => {
    const { policies, allowed, found } = await policiesOn((await open()).queries)
    const { id, owner } = await found('acme', true)
    await policies.update(owner, 'acme', new Map([['team', 3 * HOUR]]))
    await policies.update(owner, 'acme', new Map([['user', HOUR]]))
    await policies.update(owner, 'acme', new Map([['user', 2 * HOUR]]))
    const longest = await Promise.all((['team', 'user', 'organization'] as const).map((kind) => allowed(kind, id)))
    expect(longest).toEqual([3 * HOUR, 2 * HOUR, TWO_YEARS])
  })

  it('is limited by each organization for itself', async () => {
    const { policies, limits, found } = await policiesOn((await open()).queries)
    const [strict, lax, silent] = [await found('strict', true), await found('lax', true), await found('silent', false)]
    await policies.update(strict.owner, 'strict', new Map([['user', 2 * HOUR]]))
    await policies.update(lax.owner, 'lax', new Map([['user', 5 * HOUR]]))
    await policies.update(silent.owner, 'silent', new Map([['user', HOUR]]))
    expect(await limits.inForce('user', [silent.id, lax.id, strict.id])).toEqual(
      new Map([
        [lax.id, 5 * HOUR],
        [strict.id, 2 * HOUR],
      ]),
    )
  })

  it.each([60_000 - 1, 3_155_695_200_000 + 1, 60_000.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'cannot be %d milliseconds, and then none of the kinds changes',
    async (maxTtl) => {
      const { policies, allowed, found } = await policiesOn((await open()).queries)
      const { id, owner } = await found('acme', true)
      const changes = new Map([
        ['team', HOUR],
        ['user', maxTtl],
      ] as const)
      await expect(policies.update(owner, 'acme', changes)).rejects.toThrow(Invalid)
      expect(await allowed('team', id)).toBe(TWO_YEARS)
    },
  )

  it('can be read and changed by owners only', async () => {
    const { policies, allowed, found } = await policiesOn((await open()).queries)
    const [{ id }, other] = [await found('acme', true), await found('other', true)]
    for (const subject of [member(id), other.owner]) {
      await expect(policies.list(subject, 'acme')).rejects.toThrow(NotFound)
      await expect(policies.update(subject, 'acme', new Map([['user', HOUR]]))).rejects.toThrow(NotFound)
    }
    expect(await allowed('user', id)).toBe(TWO_YEARS)
  })
})
