import { expect, it } from 'vitest'
import { describedUser } from './described-user.ts'

const TOKEN = { iss: 'https://id.example.com', sub: 'a-1' }
const SETTINGS = { groupsClaim: 'groups', trustEmail: false }

it('takes what the ID token lacks from the details', () => {
  // GitLab: groups are in the details alone, and the name there too.
  const userinfo = { sub: 'a-1', preferred_username: 'ada', email: 'ada@example.com', email_verified: true, groups: ['platform/admins'] }
  expect(describedUser(TOKEN, userinfo, SETTINGS)).toEqual({
    issuer: 'https://id.example.com',
    subject: 'a-1',
    username: 'ada',
    email: 'ada@example.com',
    emailVerified: true,
    groups: ['platform/admins'],
  })
})

it.each([
  [{ email: 'a@example.com', email_verified: 'true' }, {}, true],
  [{ email: 'a@example.com', email_verified: 'false' }, {}, false],
  [{ email: 'a@example.com' }, {}, false],
  [{ email: 'a@example.com' }, { email: 'a@example.com', email_verified: true }, true],
  // Another address is verified, which says nothing about this one.
  [{ email: 'a@example.com' }, { email: 'b@example.com', email_verified: true }, false],
  [{}, { email: 'b@example.com', email_verified: true }, true],
])('knows whether the address is verified: %j and %j', (token, userinfo, verified) => {
  expect(describedUser({ ...TOKEN, ...token }, userinfo, SETTINGS).emailVerified).toBe(verified)
})

it('trusts a provider that says nothing when the operator says so, and never one that says no', () => {
  const settings = { ...SETTINGS, trustEmail: true }
  const verified = (claims: Record<string, unknown>) =>
    describedUser({ ...TOKEN, email: 'a@example.com', ...claims }, {}, settings).emailVerified
  expect([verified({}), verified({ email_verified: false })]).toEqual([true, false])
})

it.each([
  [{}, []],
  [{ groups: [] }, []],
  [{ groups: 'one' }, ['one']],
  [{ groups: ['one', 2, '', null, { name: 'x' }, 'x'.repeat(1025), 'two'] }, ['one', 'two']],
  // https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference#groups-overage-claim
  [{ _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } }, undefined],
  [{ _claim_names: 'groups' }, []],
])('reads the groups of %j', (claims, groups) => {
  expect(describedUser({ ...TOKEN, ...claims }, {}, SETTINGS).groups).toEqual(groups)
})

it('refuses more groups than it reads', () => {
  const groups = Array.from({ length: 1001 }, (_, index) => `group ${index}`)
  expect(() => describedUser({ ...TOKEN, groups }, {}, SETTINGS)).toThrow('more than 1000 groups')
})
