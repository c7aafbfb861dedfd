import { expect, it } from 'vitest'
import { type Api, type ApiResource, type Caller, describeApi, PUBLIC_URL } from '../../support/api.ts'
import { expectResource, refusal, statusesOf } from '../../support/json-api-shape.ts'

const COLLECTION = '/api/v2/organizations/acme/registry-modules'
const REPOSITORY = 'platform/terraform-null-label'
const ATTRIBUTES = '/data/attributes'

/** An owner of `acme`, a connection, and a repository nobody has published yet. */
async function prepared(api: Api, identifier = REPOSITORY) {
  const owner = await api.founder('acme')
  const oauthTokenId = await api.connect(owner, 'acme')
  const repository = await api.repository(identifier)
  const commit = await repository.commit({ files: { 'main.tf': '' }, tags: ['v1.0.0'] })
  const vcsRepo = { identifier, 'oauth-token-id': oauthTokenId }
  return { owner, oauthTokenId, repository, commit, vcsRepo }
}

const publish = (caller: Caller, attributes: unknown, path = `${COLLECTION}/vcs`) => caller.post(path, 'registry-modules', attributes)
const publications = async (owner: Caller) => (await owner.get(COLLECTION)).list.length

/** Every way to read one module. */
async function everywhere(owner: Caller, { id }: ApiResource): Promise<ApiResource[]> {
  const paths = [`${COLLECTION}/private/acme/label/null`, `/api/v2/registry-modules/${id}`, '/api/v2/registry-modules/show/acme/label/null']
  const read = await Promise.all(paths.map(async (path) => (await owner.get(path)).data))
  return [...read, ...(await owner.get(COLLECTION)).list]
}

describeApi('POST registry-modules/vcs', (start) => {
  it('answers before the import with the complete module, which looks the same everywhere', async () => {
    const api = await start()
    const { owner, oauthTokenId, vcsRepo } = await prepared(api)
    const answer = await publish(owner, { 'vcs-repo': vcsRepo })
    const module = answer.data
    expect(answer.status).toBe(201)
    expectResource(module, 'registry-modules')
    expect(module.id).toMatch(/^mod-\w{16}$/)
    expect(module.attributes).toMatchObject({
      name: 'label',
      provider: 'null',
      namespace: 'acme',
      'registry-name': 'private',
      status: 'pending',
      'version-statuses': [],
      'no-code': false,
      'publishing-mechanism': 'git_tag',
      'test-config': null,
      permissions: { 'can-delete': true, 'can-resync': true, 'can-retry': true },
    })
    expect(module.attributes['vcs-repo']).toEqual({
      identifier: REPOSITORY,
      'display-identifier': REPOSITORY,
      branch: '',
      tags: true,
      'tags-regex': null,
      'tag-prefix': null,
      'source-directory': null,
      'ingress-submodules': true,
      'oauth-token-id': oauthTokenId,
      'github-app-installation-id': null,
      'repository-http-url': expect.stringMatching(/^file:.*\/platform\/terraform-null-label$/),
      'service-provider': 'git',
      'connection-state': 'active',
      'connection-state-detail': null,
      'webhook-url': expect.stringMatching(new RegExp(`^${PUBLIC_URL}/webhooks/vcs/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)),
    })
    expect(module.relationships['organization']?.data).toEqual({ id: 'acme', type: 'organizations' })
    expect(module.links['self']).toBe(`${COLLECTION}/private/acme/label/null`)
    for (const each of await everywhere(owner, module)) expect(each).toEqual(module)

    await api.runJobs()
    const [imported, ...others] = await everywhere(owner, module)
    expect(imported?.attributes).toMatchObject({
      status: 'setup_complete',
      'version-statuses': [{ version: '1.0.0', status: 'ok' }],
      'created-at': module.attributes['created-at'],
    })
    for (const each of others) expect(each).toEqual(imported)
  })

  it('publishes in the organization of the connection on the deprecated route', async () => {
    const api = await start()
    const { owner, vcsRepo } = await prepared(api)
    const answer = await publish(owner, { 'vcs-repo': { ...vcsRepo, 'organization-name': 'acme' } }, '/api/v2/registry-modules')
    expect([answer.status, answer.data.attributes['namespace']]).toEqual([201, 'acme'])
  })

  it('refuses a body with another organization than the address or the connection', async () => {
    const api = await start()
    const { owner, vcsRepo } = await prepared(api)
    await owner.post('/api/v2/organizations', 'organizations', { name: 'beta', email: 'b@example.com' })
    for (const path of [`${COLLECTION}/vcs`, '/api/v2/registry-modules']) {
      for (const named of ['beta', 'nobody']) {
        const answer = await publish(owner, { 'vcs-repo': { ...vcsRepo, 'organization-name': named } }, path)
        expect(refusal(answer)).toEqual([422, '/data/attributes/vcs-repo/organization-name'])
      }
    }
    expect((await owner.get(COLLECTION)).list).toEqual([])
    expect((await publish(owner, { 'vcs-repo': { ...vcsRepo, 'organization-name': 'ACME' } })).status).toBe(201)
    const again = { name: 'second', provider: 'null', 'vcs-repo': { ...vcsRepo, 'organization-name': '' } }
    expect((await publish(owner, again)).status).toBe(201)
  })

  it('follows a branch with a first version and a test configuration', async () => {
    const api = await start()
    const { owner, vcsRepo } = await prepared(api)
    const attributes = { 'vcs-repo': { ...vcsRepo, branch: 'main', tags: false }, 'initial-version': '1.2.3', 'no-code': true }
    const { data } = await publish(owner, attributes)
    expect(data.attributes).toMatchObject({
      'publishing-mechanism': 'branch',
      'no-code': true,
      'vcs-repo': { branch: 'main', tags: false },
      status: 'pending',
      'version-statuses': [],
      'test-config': {
        id: expect.stringMatching(/^tc-\w{16}$/),
        'tests-enabled': false,
        'agent-execution-mode': 'remote',
        'agent-pool-id': null,
        'agent-pool-name': null,
      },
    })
    for (const each of await everywhere(owner, data)) expect(each).toEqual(data)
    await api.runJobs()
    const [imported] = await everywhere(owner, data)
    expect(imported?.attributes['version-statuses']).toEqual([{ version: '1.2.3', status: 'ok' }])
  })

  it('refuses an initial version that no client can read', async () => {
    const api = await start()
    const { owner, vcsRepo } = await prepared(api)
    for (const version of ['1', '9223372036854775808.0.0']) {
      const answer = await publish(owner, { 'vcs-repo': { ...vcsRepo, branch: 'main' }, 'initial-version': version })
      expect(refusal(answer)).toEqual([422, `${ATTRIBUTES}/initial-version`])
    }
  })

  it('reads the bodies of all official clients', async () => {
    const api = await start()
    const { owner, oauthTokenId, vcsRepo } = await prepared(api)
    const bodies: [name: string, body: unknown][] = [
      ['a', { data: { type: 'registry-module', attributes: { name: 'a', provider: 'null', 'vcs-repo': { ...vcsRepo, tags: false } } } }],
      ['b', { data: { attributes: { name: 'b', provider: '', vcs_repo: { identifier: REPOSITORY, oauth_token_id: oauthTokenId } } } }],
      [
        'c',
        {
          data: {
            type: '',
            attributes: { name: 'c', 'no-code': null, 'vcs-repo': { ...vcsRepo, branch: '', 'github-app-installation-id': '' } },
          },
        },
      ],
      [
        'd',
        {
          data: {
            id: 'x',
            attributes: { name: 'd', 'vcs-repo': { ...vcsRepo, display_identifier: 'Shown', unknown: { a: 1 } }, extra: 1 },
          },
        },
      ],
    ]
    for (const [name, body] of bodies) {
      const answer = await owner.call('POST', `${COLLECTION}/vcs/`, { body, headers: { 'content-type': 'application/json' } })
      expect([name, answer.status]).toEqual([name, 201])
      expect(answer.data.attributes).toMatchObject({ name, 'publishing-mechanism': 'git_tag', 'vcs-repo': { tags: true, branch: '' } })
    }
    const shown = (await owner.get(`${COLLECTION}/private/acme/d/null`)).data.attributes['vcs-repo']
    expect(shown).toMatchObject({ 'display-identifier': 'Shown' })
  })

  it('refuses contradictions, each with a pointer, and publishes nothing', async () => {
    const api = await start()
    const { owner, vcsRepo } = await prepared(api)
    const repo = (changes: Record<string, unknown>) => ({ 'vcs-repo': { ...vcsRepo, ...changes } })
    const cases: [attributes: unknown, ...pointers: string[]][] = [
      [undefined, 'vcs-repo'],
      [{ 'vcs-repo': {} }, 'vcs-repo/identifier'],
      [{ 'vcs-repo': 'x' }, 'vcs-repo'],
      [repo({ identifier: '' }), 'vcs-repo/identifier'],
      [{ ...repo({ identifier: 'a/../terraform-x-y' }), name: 'x', provider: 'y' }, 'vcs-repo/identifier'],
      [repo({ identifier: 'platform/terraform-none-here' }), 'vcs-repo/identifier'],
      [repo({ identifier: 'platform/label' }), 'name'],
      [{ ...repo({ identifier: 'platform/label' }), name: 'x' }, 'provider'],
      [repo({ 'oauth-token-id': '' }), 'vcs-repo/oauth-token-id'],
      [repo({ 'oauth-token-id': null }), 'vcs-repo/oauth-token-id'],
      [repo({ 'github-app-installation-id': 'ghain-1' }), 'vcs-repo/oauth-token-id'],
      [repo({ branch: 'main', tags: true }), 'vcs-repo/branch'],
      [repo({ branch: '../x' }), 'vcs-repo/branch'],
      [repo({ branch: 'not-there' }), 'vcs-repo/branch'],
      [repo({ branch: 'v1.0.0' }), 'vcs-repo/branch'],
      [repo({ tags: 'yes' }), 'vcs-repo/tags'],
      [repo({ 'source-directory': '../x' }), 'vcs-repo/source-directory'],
      [repo({ 'tag-prefix': 'a b' }), 'vcs-repo/tag-prefix'],
      [{ ...repo({}), name: '-x', provider: 'AWS' }, 'name', 'provider'],
      [{ ...repo({}), 'test-config': { 'tests-enabled': true } }, 'test-config/tests-enabled'],
      [{ ...repo({ branch: 'main' }), 'initial-version': '1' }, 'initial-version'],
    ]
    for (const [attributes, ...pointers] of cases) {
      const expected = [422, ...pointers.map((pointer) => `${ATTRIBUTES}/${pointer}`)]
      for (const path of [`${COLLECTION}/vcs`, '/api/v2/registry-modules']) {
        expect([attributes, refusal(await publish(owner, attributes, path))]).toEqual([attributes, expected])
      }
    }
    expect(await publications(owner)).toBe(0)
  })

  it('publishes one module for two identical concurrent requests', async () => {
    const api = await start()
    const { owner, vcsRepo } = await prepared(api)
    const answers = await Promise.all([1, 2, 3].map(() => publish(owner, { 'vcs-repo': vcsRepo })))
    expect(statusesOf(answers)).toEqual([201, 422, 422])
    for (const answer of answers.filter(({ status }) => status === 422)) expect(refusal(answer)).toEqual([422, `${ATTRIBUTES}/name`])
    expect(await publications(owner)).toBe(1)
    expect(api.complaints).toEqual([])
  })

  it('publishes one repository several times under different names', async () => {
    const api = await start()
    const { owner, vcsRepo } = await prepared(api)
    for (const [name, directory] of [
      ['one', 'modules/one'],
      ['two', 'not/there'],
    ]) {
      const answer = await publish(owner, { name, 'vcs-repo': { ...vcsRepo, 'source-directory': directory, 'tag-prefix': `${name}-` } })
      expect(answer.data.attributes['vcs-repo']).toMatchObject({ 'source-directory': directory, 'tag-prefix': `${name}-` })
    }
    expect(await publications(owner)).toBe(2)
  })

  it('requires permission to manage modules, and a connection of the same organization', async () => {
    const api = await start()
    const { owner, vcsRepo } = await prepared(api)
    const publisher = await api.member(owner, 'acme', 'mo', { 'manage-modules': true })
    const reader = await api.member(owner, 'acme', 'rea', { 'manage-vcs-settings': true })
    const stranger = await api.founder('other')
    for (const caller of [reader, stranger]) {
      for (const path of [`${COLLECTION}/vcs`, '/api/v2/registry-modules']) {
        expect([path, (await publish(caller, { 'vcs-repo': vcsRepo }, path)).status]).toEqual([path, 404])
      }
    }
    // The error does not reveal the owner of the connection either.
    expect((await publish(stranger, { 'vcs-repo': vcsRepo }, '/api/v2/organizations/other/registry-modules/vcs')).status).toBe(404)
    expect((await publish(publisher, { 'vcs-repo': vcsRepo }, `${COLLECTION.replace('acme', 'ACME')}/vcs`)).status).toBe(201)
  })
})
