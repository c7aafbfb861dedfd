import { expect, it } from 'vitest'
import { type ApiResource, describeApi } from '../../support/api.ts'
import { expectResource, problemsOf, refusal } from '../../support/json-api-shape.ts'

const ORGANIZATION = '/api/v2/organizations/acme'
const PATH = `${ORGANIZATION}/projects`

describeApi('projects', (start) => {
  it('start with the default one, which organizations name and include', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const [project] = (await owner.get(PATH)).list
    expect(project?.attributes['name']).toBe('Default Project')
    const organization = await owner.get(`${ORGANIZATION}?include=default_project,entitlement_set`)
    expect(organization.data.relationships['default-project']).toEqual({ data: { id: project?.id, type: 'projects' } })
    const included = organization.json['included'] as ApiResource[]
    expect(included.map(({ type }) => type)).toEqual(['projects', 'entitlement-sets'])
    expect(included[0]).toEqual(project)
    expect((await owner.delete(`/api/v2/projects/${project?.id}`)).status).toBe(422)
    const wrong = await owner.get(`${ORGANIZATION}?include=odd`)
    expect([wrong.status, problemsOf(wrong)[0]?.[1]]).toEqual([400, 'Invalid include parameter: odd'])
  })

  it('look the same when created, read and listed; are renamed and deleted', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { status, data } = await owner.post(PATH, 'projects', { name: 'web', description: 'pages' })
    expect(status).toBe(201)
    expectResource(data, 'projects')
    expect(data.relationships['organization']).toEqual({ data: { id: 'acme', type: 'organizations' } })
    const path = `/api/v2/projects/${data.id}`
    expect((await owner.get(path)).data).toEqual(data)
    expect((await owner.get(`${PATH}?filter[names]=WEB`)).list).toEqual([data])
    expect((await owner.patch(path, 'projects', { name: 'site' })).data.attributes).toMatchObject({ name: 'site', description: 'pages' })
    expect((await owner.delete(path)).status).toBe(204)
    expect((await owner.get(path)).status).toBe(404)
  })

  it('have unique names, and are created by owners', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const bob = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    for (const name of ['', 'DEFAULT project']) {
      expect(refusal(await owner.post(PATH, 'projects', { name }))).toEqual([422, '/data/attributes/name'])
    }
    expect((await bob.get(PATH)).list).toHaveLength(1)
    expect((await bob.post(PATH, 'projects', { name: 'x' })).status).toBe(404)
  })
})

const both = (value: boolean) => ({ 'default-execution-mode': value, 'default-agent-pool': value })
const labels = (...pairs: [key: string, value?: string][]) =>
  pairs.map(([key, value]) => ({ type: 'tag-bindings', attributes: { key, ...(value === undefined ? {} : { value }) } }))
const withLabels = (data: unknown) => ({ 'tag-bindings': { data } })

// Expected values are those of go-tfe's own tests of projects.
describeApi('settings of a project', (start) => {
  it('are the organization’s until the project has its own, and again when it gives them up', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const pool = (await owner.post(`${ORGANIZATION}/agent-pools`, 'agent-pools', { name: 'one' })).data.id
    const shown = async (path: string) => {
      const { attributes, relationships } = (await owner.get(path)).data
      const { 'default-execution-mode': mode, 'setting-overwrites': overwrites } = attributes
      return [mode, overwrites, relationships['default-agent-pool']?.data]
    }
    const reference = { id: pool, type: 'agent-pools' }
    const created = await owner.post(PATH, 'projects', { name: 'web', 'setting-overwrites': both(false) })
    const path = `/api/v2/projects/${created.data.id}`
    expect(await shown(path)).toEqual(['remote', both(false), null])
    const agents = { 'default-execution-mode': 'agent' }
    const own = await owner.patch(path, 'projects', { ...agents, 'default-agent-pool-id': pool })
    expect([own.status, await shown(path)]).toEqual([200, ['agent', both(true), reference]])
    await owner.patch(path, 'projects', { 'default-execution-mode': 'local' })
    expect(await shown(path)).toEqual(['local', both(true), null])
    const relationships = { 'default-agent-pool': { data: reference } }
    await owner.call('PATCH', ORGANIZATION, { body: { data: { type: 'organizations', attributes: agents, relationships } } })
    expect(await shown(path)).toEqual(['local', both(true), null])
    await owner.patch(path, 'projects', { 'setting-overwrites': both(false) })
    expect(await shown(path)).toEqual(['agent', both(false), reference])
  })

  it('are refused when they contradict each other', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const stranger = await api.founder('other')
    const pool = (await owner.post(`${ORGANIZATION}/agent-pools`, 'agent-pools', { name: 'one' })).data.id
    const foreign = (await stranger.post('/api/v2/organizations/other/agent-pools', 'agent-pools', { name: 'x' })).data.id
    const agents = { 'default-execution-mode': 'agent', 'default-agent-pool-id': pool }
    const cases: [attributes: object, text: string][] = [
      [{ 'default-execution-mode': 'remote', 'default-agent-pool-id': pool }, "must not be specified unless using 'agent' execution mode"],
      [{ 'default-execution-mode': 'agent' }, "must be specified when using 'agent' execution mode"],
      [{ ...agents, 'default-agent-pool-id': '' }, "must be specified when using 'agent' execution mode"],
      [{ ...agents, 'default-agent-pool-id': foreign }, 'the provided agent pool does not exist or you are not authorized to use it'],
      [
        { ...agents, 'setting-overwrites': { 'default-agent-pool': false, 'default-execution-mode': true } },
        'If agent-pool and execution-mode are both included in setting-overwrites, their values must be the same.',
      ],
      [{ 'auto-destroy-activity-duration': '20m' }, 'has an incorrect format, we expect up to 4 numeric digits and 1 unit'],
      [{ name: '! / nope' }, 'Name may only contain'],
    ]
    const { id } = (await owner.post(PATH, 'projects', { name: 'there' })).data
    for (const [attributes, text] of cases) {
      const made = await owner.post(PATH, 'projects', { name: 'new', ...attributes })
      const changed = await owner.patch(`/api/v2/projects/${id}`, 'projects', attributes)
      for (const answer of [made, changed])
        expect([answer.status, problemsOf(answer)[0]?.[1]]).toEqual([422, expect.stringContaining(text)])
    }
  })

  it('include when workspaces are destroyed, which null takes back', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const duration = 'auto-destroy-activity-duration'
    const { data } = await owner.post(PATH, 'projects', { name: 'web', [duration]: '3d' })
    expect(data.attributes[duration]).toBe('3d')
    expect((await owner.patch(`/api/v2/projects/${data.id}`, 'projects', { description: 'x' })).data.attributes[duration]).toBe('3d')
    expect((await owner.patch(`/api/v2/projects/${data.id}`, 'projects', { [duration]: null })).data.attributes[duration]).toBeNull()
  })
})

describeApi('labels of a project', (start) => {
  it('are set, added, replaced, found and taken away', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const body = { data: { type: 'projects', attributes: { name: 'web' }, relationships: withLabels(labels(['foo', 'bar'])) } }
    const project = (await owner.call('POST', PATH, { body })).data
    const path = `/api/v2/projects/${project.id}`
    const pairs = async (of: string) =>
      (await owner.get(of)).list.map(({ type, attributes }) => [type, attributes['key'], attributes['value']])
    expect(await pairs(`${path}/tag-bindings`)).toEqual([['tag-bindings', 'foo', 'bar']])
    expect(await pairs(`${path}/effective-tag-bindings`)).toEqual([['effective-tag-bindings', 'foo', 'bar']])
    const read = await owner.get(`${path}?include=effective_tag_bindings`)
    expect(read.json['included']).toMatchObject([{ type: 'effective-tag-bindings', attributes: { key: 'foo', value: 'bar' } }])

    const added = await owner.call('PATCH', `${path}/tag-bindings`, { body: { data: labels(['baz', 'qux'], ['foo', 'new']) } })
    expect(added.list.map(({ attributes }) => attributes)).toEqual([
      { key: 'baz', value: 'qux' },
      { key: 'foo', value: 'new' },
    ])
    const found = async (query: string) => (await owner.get(`${PATH}?${query}`)).list.map(({ id }) => id)
    expect(await found('filter[tagged][0][key]=foo&filter[tagged][1][key]=baz&filter[tagged][1][value]=qux')).toEqual([project.id])
    expect(await found('filter[tagged][0][key]=foo&filter[tagged][0][value]=bar')).toEqual([])

    const replaced = await owner.call('PATCH', `${path}/relationships/tag-bindings`, { body: { data: labels(['only']) } })
    expect([replaced.status, await pairs(`${path}/tag-bindings`)]).toEqual([200, [['tag-bindings', 'only', '']]])
    await owner.patch(path, 'projects', { description: 'labels stay' })
    expect(await pairs(`${path}/tag-bindings`)).toHaveLength(1)
    const twice = await owner.call('PATCH', `${path}/relationships/tag-bindings`, { body: { data: labels(['a', 'b'], ['a', 'c']) } })
    expect(refusal(twice)[0]).toBe(422)
    await owner.call('PATCH', path, { body: { data: { type: 'projects', relationships: withLabels([]) } } })
    expect(await pairs(`${path}/tag-bindings`)).toEqual([])
  })
})
