import { expect, it } from 'vitest'
import { type Api, type ApiResource, type Caller, describeApi } from '../../support/api.ts'
import { expectResource, problemsOf, refusal } from '../../support/json-api-shape.ts'

const ORGANIZATION = '/api/v2/organizations/acme'
const CLIENTS = `${ORGANIZATION}/oauth-clients`
const GIT = { 'service-provider': 'git', 'http-url': 'https://git.example.com' }

const named = (...ids: string[]) => ids.map((id) => ({ id, type: 'projects' }))
const idsOf = (client: ApiResource, relationship: string) => {
  const data = client.relationships[relationship]?.data ?? []
  return (data as { id: string }[]).map(({ id }) => id)
}
const projectsOf = (client: ApiResource) => idsOf(client, 'projects')
const scope = (projects: string[], pool?: string) => ({
  projects: { data: named(...projects) },
  ...(pool === undefined ? {} : { 'agent-pool': { data: { id: pool, type: 'agent-pools' } } }),
})

const make = async (caller: Caller, organization: string, type: string, name: string) =>
  (await caller.post(`/api/v2/organizations/${organization}/${type}`, type, { name })).data.id

async function furnished(api: Api) {
  const owner = await api.founder('acme')
  const stranger = await api.founder('other')
  const projects = [await make(owner, 'acme', 'projects', 'a'), await make(owner, 'acme', 'projects', 'b')].toSorted()
  return {
    owner,
    stranger,
    projects,
    theirs: await make(stranger, 'other', 'projects', 'c'),
    pool: await make(owner, 'acme', 'agent-pools', 'data centre'),
    theirPool: await make(stranger, 'other', 'agent-pools', 'elsewhere'),
  }
}

const create = (caller: Caller, relationships: object) =>
  caller.call('POST', CLIENTS, { body: { data: { type: 'oauth-clients', attributes: GIT, relationships } } })
const update = (caller: Caller, { id }: ApiResource, relationships: object) =>
  caller.call('PATCH', `/api/v2/oauth-clients/${id}`, { body: { data: { relationships } } })
const send = (caller: Caller, method: 'POST' | 'DELETE', { id }: ApiResource, data: unknown) =>
  caller.call(method, `/api/v2/oauth-clients/${id}/relationships/projects`, { body: { data } })

describeApi('the scope of a connection', (start) => {
  it('is stored from the first request on, and shown the same everywhere', async () => {
    const api = await start()
    const { owner, projects, theirs, pool } = await furnished(api)
    const created = await create(owner, scope([...projects, theirs, 'prj-none'], pool))
    expect(created.status).toBe(201)
    expectResource(created.data, 'oauth-clients')
    expect(projectsOf(created.data)).toEqual(projects)
    expect(created.data.relationships['agent-pool']).toEqual({ data: { id: pool, type: 'agent-pools' } })
    expect((await owner.get(`/api/v2/oauth-clients/${created.data.id}`)).data).toEqual(created.data)
    expect((await owner.get(CLIENTS)).list).toEqual([created.data])
    expect((await update(owner, created.data, {})).data).toEqual(created.data)
  })

  it('is replaced as a whole with the connection, and removed', async () => {
    const api = await start()
    const { owner, projects, pool } = await furnished(api)
    const { data: client } = await create(owner, scope(projects, pool))
    const fewer = (await update(owner, client, scope(projects.slice(1)))).data
    expect([projectsOf(fewer), fewer.relationships['agent-pool']]).toEqual([projects.slice(1), client.relationships['agent-pool']])
    const none = (await update(owner, client, { ...scope([]), 'agent-pool': { data: null } })).data
    expect([projectsOf(none), none.relationships['agent-pool']]).toEqual([[], { data: null }])
  })

  it('refuses an agent pool that does not exist there', async () => {
    const api = await start()
    const { owner, theirPool, pool } = await furnished(api)
    const text = 'the provided agent pool does not exist or you are not authorized to use it'
    for (const wrong of ['apool-none', theirPool]) {
      expect(problemsOf(await create(owner, scope([], wrong)))).toEqual([['/data/relationships/agent-pool', text]])
      const { data: client } = await create(owner, scope([], pool))
      expect(refusal(await update(owner, client, scope([], wrong)))).toEqual([422, '/data/relationships/agent-pool'])
    }
  })

  it('gains and loses projects one by one, any number of times', async () => {
    const api = await start()
    const { owner, projects } = await furnished(api)
    const { data: client } = await create(owner, {})
    const shown = async () => projectsOf((await owner.get(`/api/v2/oauth-clients/${client.id}`)).data)
    // The official provider sends projects with all their attributes.
    const full = { id: projects[0], type: 'projects', attributes: { name: 'a', description: null }, relationships: {} }
    for (let time = 0; time < 2; time++) expect((await send(owner, 'POST', client, [full])).status).toBe(204)
    expect((await send(owner, 'POST', client, named(...projects, ...projects))).status).toBe(204)
    expect(await shown()).toEqual(projects)
    for (let time = 0; time < 2; time++) expect((await send(owner, 'DELETE', client, named(projects[0] ?? ''))).status).toBe(204)
    for (const method of ['POST', 'DELETE'] as const) expect((await send(owner, method, client, [])).status).toBe(204)
    expect(await shown()).toEqual(projects.slice(1))
    await owner.delete(`/api/v2/projects/${projects[1]}`)
    expect(await shown()).toEqual([])
  })

  it('refuses projects of others, and then adds none of the named ones', async () => {
    const api = await start()
    const { owner, projects, theirs } = await furnished(api)
    const { data: client } = await create(owner, {})
    for (const wrong of ['prj-none', theirs]) {
      expect(refusal(await send(owner, 'POST', client, named(...projects, wrong)))).toEqual([422, '/data'])
    }
    expect((await send(owner, 'POST', client, 'x')).status).toBe(422)
    expect(projectsOf((await owner.get(`/api/v2/oauth-clients/${client.id}`)).data)).toEqual([])
  })

  it('is changed only by those who manage connections', async () => {
    const api = await start()
    const { owner, stranger, projects } = await furnished(api)
    const { data: client } = await create(owner, {})
    const publisher = await api.member(owner, 'acme', 'mo', { 'manage-modules': true })
    for (const method of ['POST', 'DELETE'] as const) {
      for (const caller of [publisher, stranger]) expect((await send(caller, method, client, named(...projects))).status).toBe(404)
      expect((await send(api.anonymous, method, client, [])).status).toBe(401)
      expect((await send(owner, method, { ...client, id: 'oc-none' }, [])).status).toBe(404)
    }
  })

  it('can be included, each resource once, and nothing else', async () => {
    const api = await start()
    const { owner, projects } = await furnished(api)
    const { data: client } = await create(owner, scope(projects))
    await create(owner, scope(projects.slice(1)))
    const included = async (path: string, what: string) =>
      ((await owner.get(`${path}?include=${what}`)).json['included'] as ApiResource[]).map(({ id, type }) => `${type} ${id}`)
    const wanted = projects.map((id) => `projects ${id}`)
    expect((await included(CLIENTS, 'projects')).toSorted()).toEqual(wanted)
    const [token] = idsOf(client, 'oauth-tokens')
    const all = await included(`/api/v2/oauth-clients/${client.id}`, 'oauth_tokens,projects')
    expect(all.toSorted()).toEqual([`oauth-tokens ${token}`, ...wanted])
    expect((await owner.get(`${CLIENTS}?include=projects`)).list).toEqual((await owner.get(CLIENTS)).list)
    expect((await owner.get(CLIENTS)).json['included']).toBeUndefined()
    for (const path of [CLIENTS, `/api/v2/oauth-clients/${client.id}`]) {
      const answer = await owner.get(`${path}?include=users`)
      expect([answer.status, problemsOf(answer)[0]?.[1]]).toEqual([400, 'Invalid include parameter: users'])
    }
  })
})
