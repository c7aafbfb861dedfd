import { expect, it } from 'vitest'
import { type Answer, describeApi } from '../../support/api.ts'
import { expectResource, pagination, problemsOf } from '../../support/json-api-shape.ts'

const ORGANIZATION = '/api/v2/organizations/acme'
const PATH = `${ORGANIZATION}/agent-pools`

describeApi('agent pools', (start) => {
  it('look the same when created, read and listed; are renamed and deleted', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { status, data } = await owner.post(PATH, 'agent-pools', { name: 'one' })
    expect(status).toBe(201)
    expectResource(data, 'agent-pools')
    expect(data.attributes).toMatchObject({ name: 'one', 'organization-scoped': true })
    const path = `/api/v2/agent-pools/${data.id}`
    expect((await owner.get(path)).data).toEqual(data)
    expect((await owner.get(PATH)).list).toEqual([data])
    const changed = await owner.patch(path, 'agent-pools', { 'organization-scoped': false })
    expect(changed.data.attributes).toMatchObject({ name: 'one', 'organization-scoped': false })
    expect((await owner.delete(path)).status).toBe(204)
    expect((await owner.delete(path)).status).toBe(404)
  })

  it('are the default of organizations in agent execution mode, and of no others', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const stranger = await api.founder('other')
    const foreign = (await stranger.post('/api/v2/organizations/other/agent-pools', 'agent-pools', { name: 'x' })).data
    const pool = (await owner.post(PATH, 'agent-pools', { name: 'one' })).data
    const change = (attributes: unknown, id?: string) => {
      const relationships = id === undefined ? {} : { relationships: { 'default-agent-pool': { data: { id, type: 'agent-pools' } } } }
      return owner.call('PATCH', ORGANIZATION, { body: { data: { type: 'organizations', attributes, ...relationships } } })
    }
    const early = await change({}, pool.id)
    expect([early.status, problemsOf(early)[0]?.[1]]).toEqual([
      422,
      expect.stringContaining("must not be specified unless using 'agent' execution mode"),
    ])
    const wrong = await change({ 'default-execution-mode': 'agent' }, foreign.id)
    expect(problemsOf(wrong)).toEqual([
      ['/data/relationships/default-agent-pool', 'the provided agent pool does not exist or you are not authorized to use it'],
    ])
    const { data } = await change({ 'default-execution-mode': 'agent' }, pool.id)
    expect(data.relationships['default-agent-pool']).toEqual({ data: { id: pool.id, type: 'agent-pools' } })
    expect((await owner.get(ORGANIZATION)).data).toEqual(data)
    const none = { data: { relationships: { 'default-agent-pool': { data: null } } } }
    expect((await owner.call('PATCH', ORGANIZATION, { body: none })).data.relationships['default-agent-pool']).toEqual({ data: null })
    await change({}, pool.id)
    const remote = await change({ 'default-execution-mode': 'remote' })
    expect(remote.data.relationships['default-agent-pool']).toEqual({ data: null })
    await change({ 'default-execution-mode': 'agent' }, pool.id)
    expect((await owner.delete(`/api/v2/agent-pools/${pool.id}`)).status).toBe(204)
    expect((await owner.get(ORGANIZATION)).data.relationships['default-agent-pool']).toEqual({ data: null })
  })
})

const allowed = ({ data: { relationships } }: Answer) => {
  const { data } = relationships['allowed-projects'] as { data: { id: string }[] }
  return data.map(({ id }) => id)
}

describeApi('projects that may use an agent pool', (start) => {
  it('are kept as they are sent, replaced, and gone when they are deleted', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const project = async (name: string) => (await owner.post(`${ORGANIZATION}/projects`, 'projects', { name })).data.id
    const [web, data] = [await project('web'), await project('data')]
    const send = async (method: 'POST' | 'PATCH', path: string, projects: readonly string[], attributes = {}) => {
      // Whole resources, as go-tfe sends them.
      const list = projects.map((id) => ({ type: 'projects', id, attributes: { name: 'ignored' } }))
      const relationships = { 'allowed-projects': { data: list } }
      return owner.call(method, path, { body: { data: { type: 'agent-pools', attributes, relationships } } })
    }
    const made = await send('POST', PATH, [web], { name: 'a-pool', 'organization-scoped': false })
    const path = `/api/v2/agent-pools/${made.data.id}`
    expect([made.status, allowed(made), (await owner.get(path)).data]).toEqual([201, [web], made.data])
    await owner.post(PATH, 'agent-pools', { name: 'for-all' })
    const named = async (name: string) =>
      (await owner.get(`${PATH}?filter[allowed_projects][name]=${name}`)).list.map(({ attributes }) => attributes['name'])
    expect([await named('web'), await named('data')]).toEqual([['a-pool', 'for-all'], ['for-all']])
    expect(new Set(allowed(await send('PATCH', path, [web, data])))).toEqual(new Set([web, data]))
    expect(allowed(await owner.patch(path, 'agent-pools', { name: 'b-pool' }))).toHaveLength(2)
    expect(problemsOf(await send('PATCH', path, ['prj-none']))[0]?.[0]).toBe('/data/relationships/allowed-projects')
    await owner.delete(`/api/v2/projects/${data}`)
    expect(allowed(await owner.get(path))).toEqual([web])
    expect(allowed(await send('PATCH', path, []))).toEqual([])
    const workspaces = { 'allowed-workspaces': { data: [{ id: 'ws-1', type: 'workspaces' }] } }
    expect((await owner.call('PATCH', path, { body: { data: { relationships: workspaces } } })).status).toBe(422)
  })
})

describeApi('a resource that a registry does not have', (start) => {
  it('is an empty answer where clients treat 404 as a failure, and 404 elsewhere', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    expect((await owner.get(`${ORGANIZATION}/capacity`)).data.attributes).toEqual({ pending: 0, running: 0 })
    const app = ['/api/v2/github-app/installations', '/api/v2/github-app-installations', `${ORGANIZATION}/github-app-installations`]
    for (const path of [`${ORGANIZATION}/runs/queue`, `${ORGANIZATION}/workspaces`, ...app]) {
      const answer = await owner.get(`${path}?filter[name]=x`)
      expect([path, answer.status, answer.list, pagination(answer)['total-count']]).toEqual([path, 200, [], 0])
      expect((await api.anonymous.get(path)).status).toBe(401)
    }
    for (const path of [`${ORGANIZATION}/stacks?page[size]=100`, '/api/v2/github-app/installation/ghain-x']) {
      expect([path, (await owner.get(path)).status]).toEqual([path, 404])
    }
  })
})
