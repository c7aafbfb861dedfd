import { expect, it } from 'vitest'
import { type Api, type ApiResource, type Caller, describeApi } from '../../support/api.ts'
import { expectResource, refusal } from '../../support/json-api-shape.ts'

const MODULES = '/api/v2/organizations/acme/registry-modules'
const PATH = '/api/v2/organizations/acme/no-code-modules'
const WRONG_PIN =
  'Validation failed: Provided version pin is not equal to latest or provided string does not represent an existing version of the module.'

interface Wanted {
  attributes?: Record<string, unknown>
  options?: [name: string, ...options: unknown[]][]
  moduleId?: string
}

const documentOf = ({ attributes, options, moduleId }: Wanted) => ({
  data: {
    type: 'no-code-modules',
    attributes,
    relationships: {
      ...(moduleId === undefined ? {} : { 'registry-module': { data: { id: moduleId, type: 'registry-module' } } }),
      ...(options === undefined
        ? {}
        : {
            'variable-options': {
              data: options.map(([name, ...values]) => ({
                type: 'variable-options',
                attributes: { 'variable-name': name, 'variable-type': 'string', options: values },
              })),
            },
          }),
    },
  },
})

const create = (caller: Caller, module: Pick<ApiResource, 'id'>, wanted: Wanted = {}) =>
  caller.call('POST', PATH, { body: documentOf({ ...wanted, moduleId: module.id }) })
const update = (caller: Caller, { id }: ApiResource, wanted: Wanted) =>
  caller.call('PATCH', `/api/v2/no-code-modules/${id}`, { body: documentOf(wanted) })

async function prepared(api: Api, attributes: Record<string, unknown> = {}) {
  const owner = await api.founder('acme')
  const module = (await owner.post(MODULES, 'registry-modules', { name: 'label', provider: 'null', ...attributes })).data
  return { owner, module, read: async () => (await owner.get(`/api/v2/registry-modules/${module.id}`)).data }
}

const name = (index: number) => `/data/relationships/variable-options/data/${index}/attributes/variable-name`

describeApi('no-code modules', (start) => {
  it('look the same when created, read and updated without a change', async () => {
    const api = await start()
    const { owner, module, read } = await prepared(api)
    const { status, data } = await create(owner, module)
    expect(status).toBe(201)
    expectResource(data, 'no-code-modules')
    expect(data).toMatchObject({
      id: expect.stringMatching(/^nocode-\w{16}$/),
      attributes: { enabled: true, 'version-pin': null },
      relationships: {
        organization: { data: { id: 'acme', type: 'organizations' } },
        'registry-module': { data: { id: module.id, type: 'registry-modules' } },
        'variable-options': { data: [] },
      },
    })
    expect((await owner.get(`/api/v2/no-code-modules/${data.id}?Type=`)).data).toEqual(data)
    expect((await update(owner, data, {})).data).toEqual(data)
    const offered = await read()
    expect(offered.attributes['no-code']).toBe(true)
    expect(offered.relationships['no-code-modules']?.data).toEqual([{ id: data.id, type: 'no-code-modules' }])
  })

  it('are created with modules that ask for it, and can be included in lists', async () => {
    const api = await start()
    const { owner, module } = await prepared(api, { 'no-code': true })
    const { module: published } = await api.publish(owner, 'acme', { attributes: { name: 'other', 'no-code': true } })
    for (const each of [module, published]) expect(each.relationships['no-code-modules']?.data).toHaveLength(1)
    for (const include of ['no-code-modules', 'no_code_modules']) {
      const answer = await owner.get(`${MODULES}?include=${include}`)
      expect(answer.list).toEqual([module, published])
      const included = answer.json['included'] as ApiResource[]
      expect(included.map(({ relationships }) => relationships['registry-module']?.data)).toEqual(
        [module, published].map(({ id }) => ({ id, type: 'registry-modules' })),
      )
    }
    expect((await owner.get(MODULES)).json['included']).toBeUndefined()
    const wrong = await owner.get(`${MODULES}?include=users`)
    expect([wrong.status, wrong.errors[0]?.detail]).toEqual([400, 'Invalid include parameter: users'])
    const again = await create(owner, module, { attributes: { enabled: false } })
    expect([again.status, again.data.attributes['enabled']]).toEqual([201, false])
    expect((await owner.get(`/api/v2/registry-modules/${module.id}`)).data.relationships).toEqual(module.relationships)
  })

  it('pin a version that exists, imported or not', async () => {
    const api = await start()
    const { owner, module } = await prepared(api)
    const refused = await create(owner, module, { attributes: { 'version-pin': '1.2.5' } })
    expect(refusal(refused)).toEqual([422, '/data/attributes/version-pin'])
    expect([refused.errors[0]?.title, refused.errors[0]?.detail]).toEqual(['invalid attributes', WRONG_PIN])
    expect((await owner.get(`/api/v2/registry-modules/${module.id}`)).data.attributes['no-code']).toBe(false)
    await owner.post(`${MODULES}/private/acme/label/null/versions`, 'registry-module-versions', { version: '1.2.3' })
    const { data } = await create(owner, module, { attributes: { 'version-pin': '1.2.3', enabled: false } })
    expect(data.attributes).toEqual({ enabled: false, 'version-pin': '1.2.3' })
    expect((await update(owner, data, { attributes: { enabled: true } })).data.attributes).toEqual({
      enabled: true,
      'version-pin': '1.2.3',
    })
    expect((await update(owner, data, { attributes: { 'version-pin': '9.9.9' } })).errors[0]?.detail).toBe(WRONG_PIN)
    expect((await update(owner, data, { attributes: { 'version-pin': '' } })).data.attributes['version-pin']).toBeNull()
  })

  it('have options for a variable, in order', async () => {
    const api = await start()
    const { owner, module } = await prepared(api)
    const { data } = await create(owner, module, {
      options: [
        ['size', 'small', 'large'],
        ['count', 1, true],
      ],
    })
    const shown = async (include = 'variable-options') => {
      const answer = await owner.get(`/api/v2/no-code-modules/${data.id}?include=${include}`)
      return answer.json['included'] as ApiResource[]
    }
    const first = await shown()
    for (const each of first) expectResource(each, 'variable-options')
    expect(first.map(({ attributes }) => attributes)).toEqual([
      { 'variable-name': 'size', 'variable-type': 'string', options: ['small', 'large'] },
      { 'variable-name': 'count', 'variable-type': 'string', options: ['1', 'true'] },
    ])
    expect(await shown('variable_options')).toEqual(first)
    expect(data.relationships['variable-options']?.data).toEqual(first.map(({ id, type }) => ({ id, type })))
    await update(owner, data, { attributes: { enabled: false } })
    expect(await shown()).toEqual(first)
    await update(owner, data, { options: [['count', '2']] })
    expect(await shown()).toEqual([{ ...first[1], attributes: { ...first[1]?.attributes, options: ['2'] } }])
    expect(refusal(await update(owner, data, { options: [[''], ['a'], ['a']] }))).toEqual([422, name(0), name(2)])
    expect((await owner.get(`/api/v2/no-code-modules/${data.id}?include=x`)).status).toBe(400)
  })

  it('list the variables of a published version', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const files = {
      'main.tf':
        'variable "size" {\n  type = string\n  description = "How big"\n}\nvariable "key" {\n  sensitive = true\n  default = "x"\n}\n',
    }
    const { module } = await api.publish(owner, 'acme', { files })
    const { data } = await create(owner, module, { options: [['size', 'small', 'large']] })
    const path = `/api/v2/no-code-modules/${data.id}/versions`
    expect((await owner.get(`${path}/1.0.0/module-variables`)).status).toBe(404)
    await api.runJobs()
    const { list } = await owner.get(`${path}/1.0.0/module-variables`)
    for (const each of list) expectResource(each, 'registry-module-variables')
    expect(list.map(({ attributes }) => attributes)).toMatchObject([
      { name: 'key', required: false, sensitive: true, options: [], 'has-global': false },
      { name: 'size', type: 'string', description: 'How big', required: true, sensitive: false, options: ['small', 'large'] },
    ])
    expect((await owner.get(`${path}/2.0.0/module-variables`)).status).toBe(404)
  })

  it('are deleted without the module, together with its flag', async () => {
    const api = await start()
    const { owner, module, read } = await prepared(api)
    const { data } = await create(owner, module, { options: [['size', 'small']] })
    expect((await owner.delete(`/api/v2/no-code-modules/${data.id}`)).status).toBe(204)
    for (const method of ['GET', 'DELETE'] as const)
      expect((await owner.call(method, `/api/v2/no-code-modules/${data.id}`)).status).toBe(404)
    expect(await read()).toMatchObject({ attributes: { 'no-code': false }, relationships: { 'no-code-modules': { data: [] } } })
  })

  it('are readable by members, and changed by those who manage modules', async () => {
    const api = await start()
    const { owner, module } = await prepared(api)
    const { data } = await create(owner, module)
    const reader = await api.member(owner, 'acme', 'rea')
    const stranger = await api.founder('other')
    expect((await reader.get(`/api/v2/no-code-modules/${data.id}`)).status).toBe(200)
    expect((await stranger.get(`/api/v2/no-code-modules/${data.id}`)).status).toBe(404)
    for (const caller of [reader, stranger]) {
      expect((await create(caller, module)).status).toBe(404)
      expect((await update(caller, data, { attributes: { enabled: false } })).status).toBe(404)
      expect((await caller.delete(`/api/v2/no-code-modules/${data.id}`)).status).toBe(404)
    }
    expect((await api.anonymous.get(`/api/v2/no-code-modules/${data.id}`)).status).toBe(401)
    const theirs = await stranger.call('POST', '/api/v2/organizations/other/no-code-modules', { body: documentOf({ moduleId: module.id }) })
    expect(theirs.status).toBe(404)
    expect((await create(owner, { id: 'mod-none' })).status).toBe(404)
    expect(refusal(await owner.call('POST', PATH, { body: documentOf({}) }))).toEqual([422, '/data/relationships/registry-module'])
  })

  it('have no workspaces', async () => {
    const api = await start()
    const { owner, module } = await prepared(api)
    const { data } = await create(owner, module)
    const path = `/api/v2/no-code-modules/${data.id}/workspaces`
    expect((await owner.call('POST', path, { body: { data: { attributes: { name: 'x' } } } })).status).toBe(404)
    expect((await owner.call('POST', `${path}/ws-1/upgrade`, { body: {} })).status).toBe(404)
    expect((await owner.get(`${path}/ws-1/upgrade/x`)).status).toBe(404)
  })
})
