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
