import { expect, it } from 'vitest'
import { describeApi, REGISTRY } from '../support/api.ts'
import { siteAdmin } from '../support/site-admin.ts'

describeApi('concurrent requests', (start) => {
  it('never fail with 500 when their organization is deleted meanwhile', async () => {
    const api = await start()
    for (let round = 0; round < 5; round++) {
      const name = `acme${round}`
      const path = `/api/v2/organizations/${name}`
      const owner = await api.founder(name)
      const answers = await Promise.all([
        owner.post(`${path}/registry-modules`, '', { name: 'z', provider: 'aws' }),
        owner.post(`${path}/oauth-clients`, '', { 'service-provider': 'git', 'http-url': 'https://git.example.com' }),
        owner.call('POST', `${path}/authentication-token`),
        owner.delete(path),
        owner.get(`${REGISTRY}/${name}/x/null/versions`),
        owner.get(`${path}/registry-modules`),
      ])
      for (const { status, text } of answers) expect([status < 500, text]).toEqual([true, text])
      expect((await owner.get(path)).status).toBe(404)
    }
    expect(api.complaints).toEqual([])
  })

  it('that rename an organization leave its modules under its final name', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const create = (organization: string, name: string) =>
      owner.post(`/api/v2/organizations/${organization}/registry-modules`, 'registry-modules', { name, provider: 'aws' })
    await create('acme', 'first')
    let present = 'acme'
    for (let round = 0; round < 3; round++) {
      const names = ['a', 'b', 'c'].map((letter) => `${letter}${round}`)
      const rename = (name: string) => owner.patch(`/api/v2/organizations/${present}`, 'organizations', { name })
      const answers = await Promise.all([...names.map(rename), create(present, `new${round}`), create(present, `other${round}`)])
      for (const { status, text } of answers) expect([status < 500, text]).toEqual([true, text])
      present = (await owner.get('/api/v2/organizations')).list[0]?.id ?? ''
      expect(names).toContain(present)
      const { list } = await owner.get(`/api/v2/organizations/${present}/registry-modules`)
      expect(list.length).toBeGreaterThan(0)
      for (const { attributes } of list) expect(attributes['namespace']).toBe(present)
    }
    expect(api.complaints).toEqual([])
  })

  it('that change an organization or a team keep what the others changed', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const path = '/api/v2/organizations/acme'
    const settings = ['hide-revoked-versions', 'max-ttl-enabled', 'allow-revoked-for-known-consumers', 'assessments-enforced']
    await Promise.all(settings.map((setting) => owner.patch(path, 'organizations', { [setting]: true })))
    const { attributes } = (await owner.get(path)).data
    expect(settings.map((setting) => attributes[setting])).toEqual(settings.map(() => true))

    const rights = ['manage-modules', 'manage-teams', 'manage-membership', 'manage-vcs-settings']
    const all = Object.fromEntries(rights.map((right) => [right, true]))
    const { id } = (await owner.post(`${path}/teams`, 'teams', { name: 'platform', 'organization-access': all })).data
    const take = (right: string) => owner.patch(`/api/v2/teams/${id}`, 'teams', { 'organization-access': { [right]: false } })
    await Promise.all(rights.map(take))
    const { data } = await owner.get(`/api/v2/teams/${id}`)
    expect(data.attributes['organization-access']).toMatchObject(Object.fromEntries(rights.map((right) => [right, false])))
  })

  it('by administrators on an organization keep what the others changed', async () => {
    const api = await start()
    await api.founder('acme')
    const admin = await siteAdmin(api)
    const path = '/api/v2/admin/organizations/acme'
    const settings = ['access-beta-tools', 'is-disabled', 'terraform-worker-sudo-enabled']
    expect((await admin.patch(path, 'organizations', { 'global-module-sharing': true })).status).toBe(200)
    const changes = [{ 'global-module-sharing': false }, ...settings.map((setting) => ({ [setting]: true }))]
    await Promise.all(changes.map((change) => admin.patch(path, 'organizations', change)))
    const { attributes } = (await admin.get(path)).data
    expect(settings.map((setting) => attributes[setting])).toEqual([true, true, true])
    expect(attributes['global-module-sharing']).toBe(false)
  })

  it('that invite the same address create one invitation', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const path = '/api/v2/organizations/acme/organization-memberships'
    const invite = () => owner.post(path, 'organization-memberships', { email: 'new@example.com' })
    const answers = await Promise.all([invite(), invite(), invite(), invite()])
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 422, 422, 422])
    expect((await owner.get(`${path}?filter[email]=new@example.com`)).list).toHaveLength(1)
  })

  it('that delete the same resource succeed once', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const path = '/api/v2/organizations/acme'
    const made = async (address: string, type: string, attributes: Record<string, unknown>) =>
      (await owner.post(`${path}/${address}`, type, attributes)).data.id
    const team = await made('teams', 'teams', { name: 'platform' })
    const token = (await owner.call('POST', `/api/v2/teams/${team}/authentication-tokens`)).data.id
    const doomed = [
      `/api/v2/organization-memberships/${await made('organization-memberships', 'organization-memberships', { email: 'jane@example.com' })}`,
      `/api/v2/agent-pools/${await made('agent-pools', 'agent-pools', { name: 'pool' })}`,
      `/api/v2/projects/${await made('projects', 'projects', { name: 'platform' })}`,
      `/api/v2/authentication-tokens/${token}`,
      `/api/v2/teams/${team}`,
    ]
    for (const each of doomed) {
      const answers = await Promise.all([1, 2, 3].map(() => owner.delete(each)))
      expect([each, answers.map(({ status }) => status).toSorted((one, other) => one - other)]).toEqual([each, [204, 404, 404]])
    }
    const ids = doomed.map((each) => each.split('/').at(-1) ?? '')
    const told = await api.database
      .selectFrom('audit_events')
      .select('resource_type')
      .where('action', '=', 'destroy')
      .where('resource_id', 'in', ids)
      .execute()
    expect(told.map((row) => row.resource_type).toSorted()).toEqual([
      'agent_pool',
      'authentication_token',
      'organization_membership',
      'project',
      'team',
    ])
    expect(api.complaints).toEqual([])
  })

  it('that change one user, project or agent pool keep what the others changed', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const path = '/api/v2/organizations/acme'
    for (let round = 0; round < 3; round++) {
      const email = `ada${round}@example.com`
      const ada = await api.user(`ada${round}`)
      await ada.patch('/api/v2/account/update', 'users', { email: `new-${email}` })
      await Promise.all([
        api.app.identity.userRegistry.confirmEmail(`ada${round}`),
        ada.patch('/api/v2/account/update', 'users', { username: `lovelace${round}` }),
      ])
      const { attributes } = (await ada.get('/api/v2/account/details')).data
      expect([attributes['username'], attributes['email']]).toEqual([`lovelace${round}`, `new-${email}`])
      expect(attributes['unconfirmed-email']).toBeNull()

      const project = (await owner.post(`${path}/projects`, 'projects', { name: `before ${round}` })).data.id
      await Promise.all([
        owner.patch(`/api/v2/projects/${project}`, 'projects', { name: `after ${round}` }),
        owner.patch(`/api/v2/projects/${project}`, 'projects', { description: 'changed' }),
      ])
      const changed = (await owner.get(`/api/v2/projects/${project}`)).data.attributes
      expect([changed['name'], changed['description']]).toEqual([`after ${round}`, 'changed'])
    }
  })
})
