// What users and organizations may have. Creations at the same moment never exceed a quota together.
import { expect, it } from 'vitest'
import { authorizePath, browserOn, codeFor, newProof, redeem, signIn, tokenForm, userWithPassword } from '../../login/login.fixture.ts'
import { type Answer, type Caller, describeApi } from '../../support/api.ts'
import { statusesOf } from '../../support/json-api-shape.ts'

const ACME = '/api/v2/organizations/acme'
const MODULES = `${ACME}/registry-modules`
const FIVE = [1, 2, 3, 4, 5]

const quota = (owner: string, of: string, limit: number) => ({ settings: { [`TERRACE_QUOTA_${owner}_${of}`]: String(limit) } })
/** Says what is used up and what to do; clients repeat 429, and not this. */
const refusal = (of: string) => [
  422,
  expect.stringMatching(new RegExp(`would exceed the quota of ${of}: delete some, or ask the operator`)),
]
const told = (answer: Answer) => [answer.status, answer.errors[0]?.detail]

const createOrganization = (caller: Caller, name: string) =>
  caller.post('/api/v2/organizations', 'organizations', { name, email: 'a@example.com' })
const createModule = (caller: Caller, name: string) => caller.post(MODULES, 'registry-modules', { name, provider: 'null' })
const createVersion = (caller: Caller, name: string, version: string) =>
  caller.post(`${MODULES}/private/acme/${name}/null/versions`, 'registry-module-versions', { version })
const createToken = (caller: Caller) => caller.call('POST', `/api/v2/users/${caller.userId}/authentication-tokens`)

/** Restores everything from the trash at once, the latest deletion first. */
async function restoreAll(owner: Caller): Promise<Answer[]> {
  const { list } = await owner.get(`${ACME}/deleted-registry-modules`)
  return await Promise.all(list.map(({ id }) => owner.call('POST', `/api/v2/deleted-registry-modules/${id}/actions/restore`)))
}

describeApi('a quota of organizations', (start) => {
  it('binds those that a user creates, and not those that others made them a member of', async () => {
    const api = await start(quota('USER', 'ORGANIZATIONS', 2))
    const [ada, bob] = [await api.user('ada'), await api.founder('bobs')]
    await api.member(bob, 'bobs', 'carl')
    const answers = await Promise.all(FIVE.map((number) => createOrganization(ada, `ada${number}`)))
    expect(statusesOf(answers)).toEqual([201, 201, 422, 422, 422])
    expect(told(await createOrganization(ada, 'another'))).toEqual(refusal('2 organizations'))
    expect((await createOrganization(bob, 'bobs2')).status).toBe(201)
    const [first] = (await ada.get('/api/v2/organizations')).list
    await ada.delete(`/api/v2/organizations/${first?.id}`)
    expect((await createOrganization(ada, 'another')).status).toBe(201)
  })
})

describeApi('a quota of modules', (start) => {
  it('binds every way to create one, also at the same moment', async () => {
    const api = await start(quota('ORGANIZATION', 'MODULES', 2))
    const owner = await api.founder('acme')
    const answers = await Promise.all(FIVE.map((number) => createModule(owner, `m${number}`)))
    expect(statusesOf(answers)).toEqual([201, 201, 422, 422, 422])
    expect(told(await createModule(owner, 'another'))).toEqual(refusal('2 modules'))
    const published = { 'registry-name': 'public', namespace: 'terraform-aws-modules', name: 'vpc', provider: 'aws' }
    expect(told(await owner.post(MODULES, 'registry-modules', published))).toEqual(refusal('2 modules'))
    await expect(api.publish(owner, 'acme')).rejects.toThrow('422')
    expect((await owner.get(MODULES)).list).toHaveLength(2)

    const other = await api.founder('other')
    expect((await other.post('/api/v2/organizations/other/registry-modules', '', { name: 'x', provider: 'y' })).status).toBe(201)
  })

  it('binds restores, which can be tried again once there is room', async () => {
    const api = await start(quota('ORGANIZATION', 'MODULES', 2))
    const owner = await api.founder('acme')
    for (const name of ['a', 'b', 'c', 'd']) {
      expect((await createModule(owner, name)).status).toBe(201)
      await owner.delete(`${MODULES}/private/acme/${name}/null`)
    }
    const restored = await restoreAll(owner)
    expect(statusesOf(restored)).toEqual([200, 200, 422, 422])
    const [module] = (await owner.get(MODULES)).list
    await owner.delete(`${MODULES}/private/acme/${String(module?.attributes['name'])}/null`)
    expect(statusesOf(await restoreAll(owner))).toEqual([200, 422, 422])
  })
})

describeApi('a quota of versions', (start) => {
  it('binds all modules of an organization together, also at the same moment', async () => {
    const api = await start(quota('ORGANIZATION', 'VERSIONS', 3))
    const owner = await api.founder('acme')
    for (const name of ['a', 'b']) await createModule(owner, name)
    const answers = await Promise.all(FIVE.map((number) => createVersion(owner, number % 2 === 0 ? 'a' : 'b', `1.0.${number}`)))
    expect(statusesOf(answers)).toEqual([201, 201, 201, 422, 422])
    expect(told(await createVersion(owner, 'a', '2.0.0'))).toEqual(refusal('3 versions'))
  })

  it('binds restores of versions and of whole modules', async () => {
    const api = await start(quota('ORGANIZATION', 'VERSIONS', 3))
    const owner = await api.founder('acme')
    await createModule(owner, 'a')
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await createVersion(owner, 'a', version)
    await owner.delete(`${MODULES}/private/acme/a/null/1.2.0`)
    await createVersion(owner, 'a', '1.3.0')
    expect((await restoreAll(owner)).map(told)).toEqual([refusal('3 versions')])
    await owner.delete(`${MODULES}/private/acme/a/null`)
    await createModule(owner, 'b')
    await createVersion(owner, 'b', '1.0.0')
    const [module] = (await owner.get(`${ACME}/deleted-registry-modules`)).list
    const again = () => owner.call('POST', `/api/v2/deleted-registry-modules/${module?.id}/actions/restore`)
    expect(told(await again())).toEqual(refusal('3 versions'))
    await owner.delete(`${MODULES}/private/acme/b/null`)
    expect((await again()).status).toBe(200)
  })

  it('imports the newest tags, says why it leaves the others, and takes them up when asked again', async () => {
    const api = await start(quota('ORGANIZATION', 'VERSIONS', 2))
    const owner = await api.founder('acme')
    const { module } = await api.publish(owner, 'acme', { tags: ['v1.0.0', 'v1.10.0', 'v1.9.0', 'v0.1.0'] })
    await api.runJobs()
    const path = `/api/v2/registry-modules/${module.id}`
    const versions = async () => (await owner.get(path)).data.attributes['version-statuses']
    const decisions = async () =>
      Object.fromEntries((await owner.get(`${path}/tags`)).list.map(({ attributes }) => [attributes['tag'], attributes['decision']]))
    expect(await versions()).toEqual([
      { version: '1.10.0', status: 'ok' },
      { version: '1.9.0', status: 'ok' },
    ])
    expect(await decisions()).toEqual({ 'v1.10.0': 'imported', 'v1.9.0': 'imported', 'v1.0.0': 'over_quota', 'v0.1.0': 'over_quota' })
    const events = (await owner.get(`${path}/import-events?filter[kind]=tag`)).list.map(({ attributes }) => attributes)
    expect(events).toContainEqual(
      expect.objectContaining({ status: 'over_quota', version: '1.0.0', message: expect.stringMatching(/as many versions as it may/) }),
    )

    await owner.delete(`${MODULES}/private/acme/label/null/1.10.0`)
    for (const action of ['resync', 'retry']) {
      await owner.call('POST', `${path}/actions/${action}`)
      await api.runJobs()
    }
    expect(await versions()).toEqual([
      { version: '1.9.0', status: 'ok' },
      { version: '1.0.0', status: 'ok' },
    ])
    expect(await decisions()).toMatchObject({ 'v1.0.0': 'imported', 'v0.1.0': 'over_quota' })
    expect(api.complaints).toEqual([])
  })

  it('binds the import of one tag by hand', async () => {
    const api = await start(quota('ORGANIZATION', 'VERSIONS', 2))
    const owner = await api.founder('acme')
    const { module } = await api.publish(owner, 'acme', { tags: ['v1.0.0', 'v1.1.0', 'v1.2.0'] })
    await api.runJobs()
    const path = `/api/v2/registry-modules/${module.id}`
    const versions = async () => (await owner.get(path)).data.attributes['version-statuses']
    const importTag = () => owner.call('POST', `${path}/actions/import-tag?tag=v1.0.0`)
    expect(told(await importTag())).toEqual(refusal('2 versions'))
    expect(await versions()).toMatchObject([{ version: '1.2.0' }, { version: '1.1.0' }])
    await owner.delete(`${MODULES}/private/acme/label/null/1.1.0`)
    expect((await importTag()).status).toBe(202)
    await api.runJobs()
    expect(await versions()).toEqual([
      { version: '1.2.0', status: 'ok' },
      { version: '1.0.0', status: 'ok' },
    ])
  })

  it('binds the first version of a branch: the module is not created without it', async () => {
    const api = await start(quota('ORGANIZATION', 'VERSIONS', 1))
    const owner = await api.founder('acme')
    await createModule(owner, 'a')
    await createVersion(owner, 'a', '1.0.0')
    const branch = { vcsRepo: { branch: 'main' }, attributes: { 'initial-version': '0.1.0' } }
    await expect(api.publish(owner, 'acme', branch)).rejects.toThrow('quota of 1 version')
    expect((await owner.get(MODULES)).list).toHaveLength(1)
  })

  it('is kept by repositories that are imported at the same moment', async () => {
    const api = await start(quota('ORGANIZATION', 'VERSIONS', 5))
    const owner = await api.founder('acme')
    const oauthTokenId = await api.connect(owner, 'acme')
    for (const name of ['a', 'b', 'c', 'd']) {
      await api.publish(owner, 'acme', { repository: `platform/terraform-null-${name}`, tags: ['v1.0.0', 'v1.1.0'], oauthTokenId })
    }
    await api.runJobs()
    const { list } = await owner.get(MODULES)
    expect(list.flatMap(({ attributes }) => attributes['version-statuses'])).toHaveLength(5)
  })
})

describeApi('a quota of tokens', (start) => {
  it('binds the tokens of a user, and not those that the operator makes', async () => {
    const api = await start(quota('USER', 'TOKENS', 3))
    const ada = await api.user('ada')
    const answers = await Promise.all(FIVE.map(() => createToken(ada)))
    expect(statusesOf(answers)).toEqual([201, 201, 422, 422, 422])
    expect(told(await createToken(ada))).toEqual(refusal('3 tokens'))
    await api.app.identity.tokenIssuer.issue(ada.userId)
    const [latest] = (await ada.get(`/api/v2/users/${ada.userId}/authentication-tokens`)).list
    await ada.delete(`/api/v2/authentication-tokens/${latest?.id}`)
    expect((await createToken(ada)).status).toBe(422)
    const next = answers.find(({ status }) => status === 201)
    await ada.delete(`/api/v2/authentication-tokens/${next?.data.id}`)
    expect((await createToken(ada)).status).toBe(201)
  })

  it('binds terraform login and the page, which say what to do', async () => {
    const api = await start(quota('USER', 'TOKENS', 1))
    await userWithPassword(api, 'ada')
    const browser = browserOn(api)
    await signIn(browser, 'ada')
    const proof = newProof()
    const { status, json } = await redeem(api, tokenForm(await codeFor(browser, proof), proof))
    const reason = expect.stringMatching(/^You would exceed the quota of 1 token: delete some/)
    expect([status, json]).toEqual([400, { error: 'invalid_grant', error_description: reason }])
    const page = await browser.open('/app/settings/tokens')
    const answer = await browser.submit(page, '/app/settings/tokens', { description: 'laptop', lifetime: '' })
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('would exceed the quota of 1 token')])
    expect((await browser.open(authorizePath(newProof().query))).status).toBe(200)
  })

  it('binds those of an organization and all its teams together, while one may replace another', async () => {
    const api = await start(quota('ORGANIZATION', 'TOKENS', 3))
    const owner = await api.founder('acme')
    const teams = await Promise.all(['a', 'b'].map((name) => owner.post(`${ACME}/teams`, 'teams', { name })))
    const routes = teams.flatMap(({ data }) => [
      `/api/v2/teams/${data.id}/authentication-token`,
      `/api/v2/teams/${data.id}/authentication-tokens`,
    ])
    const all = [`${ACME}/authentication-token`, `${ACME}/authentication-token?token=audit-trails`, ...routes]
    const answers = await Promise.all(all.map((route) => owner.call('POST', route)))
    expect(statusesOf(answers)).toEqual([201, 201, 201, 422, 422, 422])
    const replaced = all.filter((_route, index) => answers[index]?.status === 201).filter((route) => !route.endsWith('tokens'))
    for (const route of replaced) expect((await owner.call('POST', route)).status).toBe(201)
    expect((await owner.get(`${ACME}/entitlement-set`)).data.attributes).toMatchObject({ 'token-count': 3, 'token-limit': 3 })
  })
})

describeApi('quotas', (start) => {
  it('limit nothing where they are not set, and the entitlements tell what is used', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme', { tags: ['v1.0.0', 'v1.1.0'] })
    await api.runJobs()
    await createModule(owner, 'empty')
    await owner.call('POST', `${ACME}/authentication-token`)
    const { attributes } = (await owner.get(`${ACME}/entitlement-set`)).data
    expect(attributes).toMatchObject({ 'module-count': 2, 'version-count': 2, 'token-count': 1, 'stream-limit': 100 })
    for (const of of ['module', 'version', 'byte', 'token']) expect(attributes[`${of}-limit`]).toBeNull()
    const included = (await owner.get(`${ACME}?include=entitlement-set`)).json['included']
    expect(included).toEqual([expect.objectContaining({ attributes })])
  })

  it('are told with the entitlements', async () => {
    const api = await start({
      settings: {
        TERRACE_QUOTA_ORGANIZATION_MODULES: '4',
        TERRACE_QUOTA_ORGANIZATION_VERSIONS: '5',
        TERRACE_QUOTA_ORGANIZATION_MEGABYTES: '6',
        TERRACE_QUOTA_ORGANIZATION_TOKENS: '7',
        TERRACE_QUOTA_ORGANIZATION_STREAMS: '8',
      },
    })
    const owner = await api.founder('acme')
    expect((await owner.get(`${ACME}/entitlement-set`)).data.attributes).toMatchObject({
      'module-limit': 4,
      'version-limit': 5,
      'byte-limit': 6_291_456,
      'token-limit': 7,
      'stream-limit': 8,
    })
  })
})
