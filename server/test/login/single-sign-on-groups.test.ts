// Groups of the identity provider lead into organizations and teams, and out of them again.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, type Caller, describeApi } from '../support/api.ts'
import { browserOn } from './login.fixture.ts'
import { CLIENT_ID, CLIENT_SECRET, type OpenIdProvider, startOpenIdProvider } from './openid-provider.ts'

const MAPPING = `
acme = staff
acme/owners = admins
acme/release = releasers
globex = contractors
initech/nobody = staff
nowhere = staff
`

let provider: OpenIdProvider
let directory: string
const settings: Record<string, string> = {}

beforeAll(async () => {
  provider = await startOpenIdProvider()
  directory = mkdtempSync(join(tmpdir(), 'terrace-oidc-'))
  const [secretFile, groupsFile] = [join(directory, 'secret'), join(directory, 'groups')]
  writeFileSync(secretFile, CLIENT_SECRET)
  writeFileSync(groupsFile, MAPPING)
  Object.assign(settings, {
    TERRACE_OIDC_ISSUER: provider.issuer,
    TERRACE_OIDC_CLIENT_ID: CLIENT_ID,
    TERRACE_OIDC_CLIENT_SECRET_FILE: secretFile,
    TERRACE_OIDC_SCOPES: 'openid profile email groups',
    TERRACE_OIDC_GROUPS_FILE: groupsFile,
  })
})
afterAll(async () => {
  await provider.close()
  rmSync(directory, { recursive: true })
})

interface Setting {
  api: Api
  owner: Caller
  release: string
  signIn(claims: Record<string, unknown>): Promise<void>
  /** organizations and teams of `ada`, as `acme` or `acme/owners` */
  places(): Promise<string[]>
}

async function prepared(start: (options: { settings: Record<string, string> }) => Promise<Api>): Promise<Setting> {
  const api = await start({ settings })
  const owner = await api.founder('acme')
  await api.founder('globex')
  await api.founder('initech')
  const made = await owner.post('/api/v2/organizations/acme/teams', 'teams', { name: 'Release', visibility: 'organization' })
  return {
    api,
    owner,
    release: made.data.id,
    async signIn(claims) {
      provider.people.set('a-1', { email: 'ada@example.com', email_verified: true, preferred_username: 'ada', ...claims })
      const browser = browserOn(api)
      const { leftFor } = await browser.open('/login/single-sign-on')
      expect((await browser.open(await provider.signIn('a-1', leftFor))).status).toBe(200)
    },
    places: async () => await placesOf(api),
  }
}

async function placesOf({ database }: Api): Promise<string[]> {
  const rows = await database
    .selectFrom('users')
    .innerJoin('organization_memberships as memberships', 'memberships.user_id', 'users.id')
    .innerJoin('organizations', 'organizations.id', 'memberships.organization_id')
    .leftJoin('team_memberships', 'team_memberships.membership_id', 'memberships.id')
    .leftJoin('teams', 'teams.id', 'team_memberships.team_id')
    .select(['organizations.name as organization', 'teams.name as team'])
    .where('users.username', '=', 'ada')
    .where('memberships.status', '=', 'active')
    .execute()
  return rows.map(({ organization, team }) => (team === null ? organization : `${organization}/${team}`)).toSorted()
}

const MEMBERSHIPS = '/api/v2/organizations/acme/organization-memberships'

describeApi('groups of the identity provider', (start) => {
  it('give memberships at the sign-in, and take them away at the next without the group', async () => {
    const { api, signIn, places } = await prepared(start)
    await signIn({ groups: ['staff', 'releasers', 'contractors', 'unmapped'] })
    expect(await places()).toEqual(['acme/Release', 'globex'])
    await signIn({ groups: ['staff'] })
    expect(await places()).toEqual(['acme'])
    await signIn({})
    expect(await places()).toEqual([])
    const trail = await api.database
      .selectFrom('audit_events')
      .select(['action', 'resource_type', 'accessor_name'])
      .where('meta', 'like', '%single sign-on%')
      .orderBy('recorded_at')
      .execute()
    const facts = trail.map(({ action, resource_type: type, accessor_name: name }) => `${name}: ${action} ${type}`).toSorted()
    expect(facts).toEqual([
      'system: add_member team',
      'system: create organization_membership',
      'system: create organization_membership',
      'system: destroy organization_membership',
      'system: destroy organization_membership',
      'system: remove_member team',
    ])
  })

  it('leave alone what people gave', async () => {
    const { owner, release, signIn, places } = await prepared(start)
    await signIn({})
    await owner.post(MEMBERSHIPS, 'organization-memberships', { email: 'ada@example.com' })
    // The invitation is taken: people wanted her here already.
    await signIn({ groups: ['staff', 'admins'] })
    expect(await places()).toEqual(['acme/owners'])
    const body = { data: [{ type: 'users', id: 'ada' }] }
    expect((await owner.call('POST', `/api/v2/teams/${release}/relationships/users`, { body })).status).toBe(204)
    await signIn({ groups: [] })
    expect(await places()).toEqual(['acme/Release'])
    expect((await owner.call('DELETE', `/api/v2/teams/${release}/relationships/users`, { body })).status).toBe(204)
    await signIn({ groups: [] })
    expect(await places()).toEqual(['acme'])
  })

  it('keep a membership that they gave for as long as people have put its holder into a team', async () => {
    const { owner, release, signIn, places } = await prepared(start)
    await signIn({ groups: ['staff'] })
    const body = { data: [{ type: 'users', id: 'ada' }] }
    await owner.call('POST', `/api/v2/teams/${release}/relationships/users`, { body })
    await signIn({ groups: [] })
    expect(await places()).toEqual(['acme/Release'])
    await owner.call('DELETE', `/api/v2/teams/${release}/relationships/users`, { body })
    await signIn({ groups: [] })
    expect(await places()).toEqual([])
  })

  it('do not take the last owner away', async () => {
    const { owner, signIn, places } = await prepared(start)
    await signIn({ groups: ['admins'] })
    const { list } = await owner.get(MEMBERSHIPS)
    const first = list.find(({ attributes }) => attributes['email'] === 'acme-owner@example.com')
    const teams = (await owner.get('/api/v2/organizations/acme/teams')).list
    const owners = teams.find(({ attributes }) => attributes['name'] === 'owners')?.id ?? ''
    const body = { data: [{ type: 'organization-memberships', id: first?.id }] }
    const left = await owner.call('DELETE', `/api/v2/teams/${owners}/relationships/organization-memberships`, { body })
    expect(left.status).toBe(204)
    await signIn({ groups: [] })
    expect(await places()).toEqual(['acme/owners'])
  })
})
