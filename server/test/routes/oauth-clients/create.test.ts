import { expect, it } from 'vitest'
import { describeApi, PUBLIC_URL } from '../../support/api.ts'
import { expectResource, refusal } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations/acme/oauth-clients'
const GIT = { 'service-provider': 'git', 'http-url': 'https://git.example.com' }

describeApi('POST oauth-clients', (start) => {
  it('answers with the complete connection and its token, as reads and lists show it', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const secret = 'a-very-secret-token'
    const answer = await owner.post(PATH, 'oauth-clients', { ...GIT, name: 'git', key: 'robot', 'oauth-token-string': secret })
    const { data } = answer
    expect(answer.status).toBe(201)
    expectResource(data, 'oauth-clients')
    expect(data.id).toMatch(/^oc-\w{16}$/)
    const uuid = String(data.attributes['uuid'])
    expect(data.attributes).toEqual({
      name: 'git',
      uuid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      'service-provider': 'git',
      'service-provider-display-name': 'Git',
      'http-url': 'https://git.example.com',
      'api-url': 'https://git.example.com',
      key: 'robot',
      secret: null,
      'rsa-public-key': null,
      'tenant-id': null,
      'ado-entra-tenant-id': null,
      'ado-org-name': null,
      'token-scheme': 'basic',
      'auto-publish': false,
      'auto-publish-groups': [],
      'organization-scoped': true,
      'callback-url': `${PUBLIC_URL}/auth/${uuid}/callback`,
      'connect-path': `/auth/${uuid}?organization_id=acme`,
      'created-at': expect.any(String),
    })
    expect(data.relationships).toMatchObject({
      organization: { data: { id: 'acme', type: 'organizations' } },
      'oauth-tokens': { data: [{ id: expect.stringMatching(/^ot-/), type: 'oauth-tokens' }] },
      'agent-pool': { data: null },
      projects: { data: [] },
    })
    expect(answer.json['included']).toBeUndefined()
    expect(answer.text).not.toContain(secret)
    expect((await owner.get(`/api/v2/oauth-clients/${data.id}`)).data).toEqual(data)
    expect((await owner.get(PATH)).list).toEqual([data])
  })

  it('takes the uuid of its callback URL, once', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const uuid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
    const { data } = await owner.post(PATH, 'oauth-clients', { ...GIT, uuid })
    expect(data.attributes).toMatchObject({ uuid, 'callback-url': `${PUBLIC_URL}/auth/${uuid}/callback` })
    expect(refusal(await owner.post(PATH, 'oauth-clients', { ...GIT, uuid }))).toEqual([422, '/data/attributes/uuid'])
    expect(refusal(await owner.post(PATH, 'oauth-clients', { ...GIT, uuid: '../../login' }))).toEqual([422, '/data/attributes/uuid'])
  })

  it('names the organization in its own case, whatever the case in the address', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { data } = await owner.post(PATH.replace('acme', 'ACME'), 'oauth-clients', GIT)
    expect(data.relationships['organization']?.data).toEqual({ id: 'acme', type: 'organizations' })
    expect((await owner.get(PATH.replace('acme', 'Acme'))).list).toEqual([data])
  })

  it('treats what the official provider sends for unset attributes as absent', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const body = {
      ...GIT,
      name: '',
      key: '',
      api_url: '',
      'oauth-token-string': '',
      'private-key': '',
      'rsa-public-key': null,
      secret: null,
    }
    const { status, data } = await owner.post(PATH, '', body)
    expect(status).toBe(201)
    expect(data.attributes).toMatchObject({ name: null, key: null, 'api-url': 'https://git.example.com' })
  })

  it('keeps the directory of Azure DevOps under both of its names, and the organization of the token', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const tenant = '0f0e0d0c-1111-2222-3333-444455556666'
    const azure = { 'service-provider': 'ado_services', 'http-url': 'https://dev.azure.com/acme', 'oauth-token-string': 'pat' }
    const official = await owner.post(PATH, 'oauth-clients', { ...azure, 'ado-entra-tenant-id': tenant, 'ado-org-name': 'acme-1' })
    const shown = { 'tenant-id': tenant, 'ado-entra-tenant-id': tenant, 'ado-org-name': 'acme-1' }
    expect([official.status, official.data.attributes]).toEqual([201, expect.objectContaining(shown)])
    const own = await owner.post(PATH, 'oauth-clients', { ...azure, 'tenant-id': tenant })
    expect(own.data.attributes).toMatchObject({ ...shown, 'ado-org-name': null })
    const path = `/api/v2/oauth-clients/${official.data.id}`
    expect((await owner.patch(path, 'oauth-clients', { name: 'azure' })).data.attributes).toMatchObject(shown)
    const removed = await owner.patch(path, 'oauth-clients', { 'ado-entra-tenant-id': null, 'ado-org-name': null })
    expect(removed.data.attributes).toMatchObject({ 'tenant-id': null, 'ado-entra-tenant-id': null, 'ado-org-name': null })
    expect((await owner.get(path)).data).toEqual(removed.data)
    const two = await owner.post(PATH, 'oauth-clients', { ...azure, 'tenant-id': 'a.example', 'ado-entra-tenant-id': tenant })
    expect([two.status, two.errors[0]?.source?.pointer]).toEqual([422, '/data/attributes/ado-entra-tenant-id'])
    const odd = await owner.post(PATH, 'oauth-clients', { ...azure, 'ado-org-name': '-acme' })
    expect([odd.status, odd.errors[0]?.source?.pointer]).toEqual([422, '/data/attributes/ado-org-name'])
  })

  it('takes the organization from the body where the address does not name it', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { attributes } = (await owner.get('/api/v2/organizations/acme')).data
    const create = (body: Record<string, unknown>, caller = owner) =>
      caller.call('POST', '/api/v2/oauth-clients', { body: { data: { type: 'oauth-clients', ...body } } })
    const related = { relationships: { organization: { data: { id: 'acme', type: 'organizations' } } } }
    for (const body of [
      { attributes: { ...GIT, 'organization-id': 'acme' } },
      { attributes: { ...GIT, 'organization-id': attributes['external-id'] } },
      { attributes: GIT, ...related },
    ]) {
      const { status, data } = await create(body)
      expect([status, data.relationships['organization']?.data]).toEqual([201, { id: 'acme', type: 'organizations' }])
      expect((await owner.get(`/api/v2/oauth-clients/${data.id}`)).data).toEqual(data)
    }
    const nowhere = await create({ attributes: GIT })
    expect([nowhere.status, nowhere.errors[0]?.source?.pointer]).toEqual([422, '/data/attributes/organization-id'])
    const stranger = await api.founder('other')
    for (const id of ['acme', attributes['external-id']]) {
      expect((await create({ attributes: { ...GIT, 'organization-id': id } }, stranger)).status).toBe(404)
    }
  })

  it('refuses invalid attributes, each with a pointer', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const cases: [attributes: Record<string, unknown>, ...pointers: string[]][] = [
      [{}, 'service-provider', 'http-url'],
      [{ ...GIT, 'service-provider': '' }, 'service-provider'],
      [{ ...GIT, 'service-provider': 'subversion' }, 'service-provider'],
      [{ ...GIT, 'service-provider': 'toString' }, 'service-provider'],
      [{ ...GIT, 'http-url': '' }, 'http-url'],
      [{ ...GIT, 'http-url': 'ftp://x' }, 'http-url'],
      [{ ...GIT, 'http-url': 'https://user:pass@git.example.com' }, 'http-url'],
      [{ ...GIT, 'token-scheme': 'digest' }, 'token-scheme'],
      [{ ...GIT, 'private-key': 'x' }, 'private-key'],
      [{ ...GIT, key: 'a:b' }, 'key'],
      [{ ...GIT, name: 'x'.repeat(256) }, 'name'],
      [{ ...GIT, 'organization-scoped': 'yes' }, 'organization-scoped'],
    ]
    for (const [attributes, ...pointers] of cases) {
      const answer = await owner.post(PATH, 'oauth-clients', attributes)
      expect([attributes, refusal(answer)]).toEqual([attributes, [422, ...pointers.map((pointer) => `/data/attributes/${pointer}`)]])
    }
    expect(refusal(await owner.post(PATH, 'oauth-tokens', GIT))).toEqual([422, '/data/type'])
    expect((await owner.get(PATH)).list).toEqual([])
  })

  it('requires permission to manage VCS settings', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const manager = await api.member(owner, 'acme', 'vera', { 'manage-vcs-settings': true })
    const publisher = await api.member(owner, 'acme', 'mo', { 'manage-modules': true })
    expect((await manager.post(PATH, 'oauth-clients', GIT)).status).toBe(201)
    for (const caller of [publisher, await api.founder('other')]) expect((await caller.post(PATH, 'oauth-clients', GIT)).status).toBe(404)
  })
})
