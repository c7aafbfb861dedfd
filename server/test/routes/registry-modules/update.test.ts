import { expect, it } from 'vitest'
import { type Api, type ApiResource, type Caller, describeApi } from '../../support/api.ts'
import { expectResource, refusal } from '../../support/json-api-shape.ts'

const COLLECTION = '/api/v2/organizations/acme/registry-modules'
const LABEL = `${COLLECTION}/private/acme/label/null`
const ATTRIBUTES = '/data/attributes'
const DEFAULT_TESTS = {
  id: expect.stringMatching(/^tc-\w{16}$/),
  'tests-enabled': false,
  'agent-execution-mode': 'remote',
  'agent-pool-id': null,
  'agent-pool-name': null,
}

/** As the official provider sends it: neither type nor id. */
const patch = (caller: Caller, attributes: unknown, path = LABEL) => caller.call('PATCH', path, { body: { data: { attributes } } })
const repo = (changes: Record<string, unknown>) => ({ 'vcs-repo': changes })

async function published(api: Api, options: Parameters<Api['publish']>[2] = {}) {
  const owner = await api.founder('acme')
  return { owner, ...(await api.publish(owner, 'acme', options)) }
}

const versionsOf = ({ attributes }: ApiResource) => (attributes['version-statuses'] as { version: string }[]).map(({ version }) => version)
const vcsRepo = ({ attributes }: ApiResource) => attributes['vcs-repo'] as Record<string, unknown>

describeApi('PATCH registry-modules', (start) => {
  it('switches between tags and a branch, and keeps published versions', async () => {
    const api = await start()
    const { owner, repository } = await published(api, { tags: ['v1.0.0'] })
    await api.runJobs()
    const branch = await patch(owner, repo({ branch: 'main', tags: false }))
    expect(branch.status).toBe(200)
    expectResource(branch.data, 'registry-modules')
    expect(branch.data.attributes).toMatchObject({
      'publishing-mechanism': 'branch',
      status: 'setup_complete',
      'test-config': DEFAULT_TESTS,
    })
    expect(vcsRepo(branch.data)).toMatchObject({ branch: 'main', tags: false })
    expect(versionsOf(branch.data)).toEqual(['1.0.0'])
    expect((await owner.get(LABEL)).data).toEqual(branch.data)

    await repository.commit({ files: { 'main.tf': '# next' }, tags: ['v2.0.0'] })
    await owner.call('POST', `/api/v2/registry-modules/${branch.data.id}/actions/resync`)
    await api.runJobs()
    expect(versionsOf((await owner.get(LABEL)).data)).toEqual(['1.0.0'])
    await owner.post(`${LABEL}/versions`, 'registry-module-versions', { version: '1.5.0' })

    const tags = await patch(owner, repo({ branch: '', tags: true }))
    expect(tags.data.attributes).toMatchObject({ 'publishing-mechanism': 'git_tag', 'test-config': null })
    expect(vcsRepo(tags.data)).toMatchObject({ branch: '', tags: true })
    await api.runJobs()
    expect(versionsOf((await owner.get(LABEL)).data)).toEqual(['2.0.0', '1.5.0', '1.0.0'])
  })

  it('refuses a branch that the repository does not have', async () => {
    const api = await start()
    const { owner, module } = await published(api, { tags: ['v1.0.0'] })
    await api.runJobs()
    const before = (await owner.get(LABEL)).data
    expect(before.id).toBe(module.id)
    const answer = await patch(owner, repo({ branch: 'nowhere' }))
    expect(refusal(answer)).toEqual([422, `${ATTRIBUTES}/vcs-repo/branch`])
    expect(answer.text).toContain('has no branch nowhere')
    expect((await owner.get(LABEL)).data).toEqual(before)
    const other = await api.repository('platform/terraform-null-other')
    await other.commit({ files: { 'main.tf': '' }, branch: 'trunk' })
    const elsewhere = { identifier: 'platform/terraform-null-other' }
    expect(refusal(await patch(owner, repo({ ...elsewhere, branch: 'main' })))).toEqual([422, `${ATTRIBUTES}/vcs-repo/branch`])
    expect((await patch(owner, repo({ ...elsewhere, branch: 'trunk' }))).status).toBe(200)
  })

  it('changes nothing for tags: false without a branch, as the official provider sends it', async () => {
    const api = await start()
    const { owner } = await published(api)
    await api.runJobs()
    const before = (await owner.get(LABEL)).data
    for (const changes of [
      { tags: false },
      { tags: false, branch: '' },
      {},
      { branch: null, tags: null, 'github-app-installation-id': '' },
    ]) {
      const { status, data } = await patch(owner, repo(changes))
      expect([changes, status, data]).toEqual([changes, 200, before])
    }
    expect(await api.database.selectFrom('jobs').select('id').where('kind', '=', 'sync_repository').execute()).toEqual([])
  })

  it('accepts trailing slashes, the deprecated type, and snake_case', async () => {
    const api = await start()
    const { owner } = await published(api)
    const body = { data: { id: 'whatever', type: 'registry-module', attributes: { vcs_repo: { source_directory: 'modules/a' } } } }
    const answer = await owner.call('PATCH', `${LABEL}/`, { body })
    expect([answer.status, vcsRepo(answer.data)['source-directory']]).toEqual([200, 'modules/a'])
    expect((await owner.call('PATCH', LABEL, { body: { data: { type: 'workspaces' } } })).status).toBe(422)
    expect((await owner.call('PATCH', LABEL, { body: { data: {} } })).status).toBe(200)
  })

  it('decides on every tag again with another prefix', async () => {
    const api = await start()
    const { owner, module } = await published(api, { tags: ['v1.0.0', 'net/v2.0.0', 'net/v2.1.0'] })
    await api.runJobs()
    const { data } = await patch(owner, repo({ 'tag-prefix': 'net/' }))
    expect(vcsRepo(data)['tag-prefix']).toBe('net/')
    await api.runJobs()
    expect(versionsOf((await owner.get(LABEL)).data)).toEqual(['2.1.0', '2.0.0', '1.0.0'])
    const ledger = async () =>
      Object.fromEntries(
        (await owner.get(`/api/v2/registry-modules/${module.id}/tags`)).list.map(({ attributes }) => [
          attributes['tag'],
          attributes['decision'],
        ]),
      )
    expect(await ledger()).toEqual({ 'v1.0.0': 'wrong_prefix', 'net/v2.0.0': 'imported', 'net/v2.1.0': 'imported' })
    expect(vcsRepo((await patch(owner, repo({ 'tag-prefix': '' }))).data)['tag-prefix']).toBeNull()
    await api.runJobs()
    expect(await ledger()).toMatchObject({ 'v1.0.0': 'imported' })
  })

  it('shows directory and prefix as they are spelled, and takes another spelling for the same place', async () => {
    const api = await start()
    const files = { 'modules/net/main.tf': 'variable "a" {}\n' }
    const vcsRepoOf = async () => vcsRepo((await owner.get(LABEL)).data)
    const { owner } = await published(api, {
      tags: ['v1.0.0'],
      files,
      vcsRepo: { 'source-directory': './modules/net/', 'tag-prefix': ' v' },
    })
    expect(await vcsRepoOf()).toMatchObject({ 'source-directory': './modules/net/', 'tag-prefix': ' v' })
    await api.runJobs()
    expect(versionsOf((await owner.get(LABEL)).data)).toEqual(['1.0.0'])
    for (const spelled of ['modules/net/', '/modules/net', 'modules/net']) {
      const answer = await patch(owner, repo({ 'source-directory': spelled, 'tag-prefix': 'v' }))
      expect([answer.status, await vcsRepoOf()]).toMatchObject([200, { 'source-directory': spelled, 'tag-prefix': 'v' }])
    }
    expect(await api.database.selectFrom('jobs').select('id').where('kind', '=', 'sync_repository').execute()).toEqual([])
    expect((await patch(owner, repo({ 'source-directory': '.', 'tag-prefix': '' }))).status).toBe(200)
    expect(await vcsRepoOf()).toMatchObject({ 'source-directory': '.', 'tag-prefix': null })
  })

  it('retries tags without configuration in the old directory, and failed ones', async () => {
    const api = await start()
    const files = { 'modules/a/main.tf': 'variable "a" {}\n', 'broken/main.tf': 'variable {' }
    const { owner } = await published(api, { tags: ['v1.0.0'], files, vcsRepo: { 'source-directory': 'modules/missing' } })
    await api.runJobs()
    expect(versionsOf((await owner.get(LABEL)).data)).toEqual([])
    const { data } = await patch(owner, repo({ 'source-directory': '/modules/a/' }))
    expect([vcsRepo(data)['source-directory'], data.attributes['status']]).toEqual(['/modules/a/', 'pending'])
    await api.runJobs()
    expect((await owner.get(LABEL)).data.attributes).toMatchObject({
      status: 'setup_complete',
      'version-statuses': [{ version: '1.0.0', status: 'ok' }],
    })
    expect(api.complaints).toEqual([])
  })

  it('changes the repository, checks it first, and drops the old one when unused', async () => {
    const api = await start()
    const { owner, module } = await published(api, { tags: ['v1.0.0'] })
    await api.runJobs()
    const other = await api.repository('platform/terraform-null-other')
    await other.commit({ files: { 'main.tf': '# other' }, tags: ['v1.0.0', 'v3.0.0'] })
    const missing = await patch(owner, repo({ identifier: 'platform/terraform-null-none' }))
    expect(refusal(missing)).toEqual([422, `${ATTRIBUTES}/vcs-repo/identifier`])
    const { status, data } = await patch(owner, repo({ identifier: 'platform/terraform-null-other' }))
    expect([status, data.id]).toEqual([200, module.id])
    expect(vcsRepo(data)).toMatchObject({
      identifier: 'platform/terraform-null-other',
      'display-identifier': 'platform/terraform-null-other',
    })
    // The address belongs to the repository.
    expect(vcsRepo(data)['webhook-url']).not.toBe(vcsRepo(module)['webhook-url'])
    await api.runJobs()
    expect(versionsOf((await owner.get(LABEL)).data)).toEqual(['3.0.0', '1.0.0'])
    const rows = await api.database.selectFrom('vcs_repositories').select('identifier').execute()
    expect(rows).toEqual([{ identifier: 'platform/terraform-null-other' }])
  })

  it('changes the connection, even when the old one was deleted, but not to one of another organization', async () => {
    const api = await start()
    const { owner } = await published(api, { tags: ['v1.0.0'] })
    const second = await api.connect(owner, 'acme')
    expect(vcsRepo((await patch(owner, repo({ 'oauth-token-id': second }))).data)['oauth-token-id']).toBe(second)
    for (const { id } of (await owner.get('/api/v2/organizations/acme/oauth-clients')).list)
      await owner.delete(`/api/v2/oauth-clients/${id}`)
    expect((await owner.get(LABEL)).data.attributes['vcs-repo']).toBeNull()
    expect(refusal(await patch(owner, repo({ identifier: 'platform/terraform-null-label' })))).toEqual([
      422,
      `${ATTRIBUTES}/vcs-repo/oauth-token-id`,
    ])
    const third = await api.connect(owner, 'acme')
    expect(vcsRepo((await patch(owner, repo({ 'oauth-token-id': third }))).data)['identifier']).toBe('platform/terraform-null-label')
    const stranger = await api.founder('other')
    const theirs = await api.connect(stranger, 'other')
    expect((await patch(owner, repo({ 'oauth-token-id': theirs }))).status).toBe(404)
    await api.runJobs()
    expect(versionsOf((await owner.get(LABEL)).data)).toEqual(['1.0.0'])
  })

  it('keeps the rules of test settings', async () => {
    const api = await start()
    const { owner, repository } = await published(api)
    await repository.commit({ files: { 'main.tf': '' }, branch: 'other' })
    const tests = (config: Record<string, unknown>) => patch(owner, { 'test-config': config })
    const onTags = { ...repo({ branch: '', tags: true }), 'test-config': { 'tests-enabled': true } }
    expect(refusal(await patch(owner, onTags))).toEqual([422, `${ATTRIBUTES}/test-config/tests-enabled`])
    expect((await tests({ 'tests-enabled': false })).data.attributes['test-config']).toBeNull()
    const both = { ...repo({ branch: 'main' }), 'test-config': { 'tests-enabled': true } }
    const enabled = (await patch(owner, both)).data.attributes['test-config']
    expect(enabled).toEqual({ ...DEFAULT_TESTS, 'tests-enabled': true })
    const pool = [422, `${ATTRIBUTES}/test-config/agent-pool-id`]
    expect(refusal(await tests({ 'agent-pool-id': 'apool-1' }))).toEqual(pool)
    expect(refusal(await tests({ 'agent-execution-mode': 'remote', 'agent-pool-id': 'apool-1' }))).toEqual(pool)
    expect(refusal(await tests({ 'agent-execution-mode': 'agent' }))).toEqual(pool)
    expect(refusal(await tests({ 'agent-execution-mode': 'agent', 'agent-pool-id': 'apool-none' }))).toEqual(pool)
    expect(refusal(await tests({ 'agent-execution-mode': 'local' }))).toEqual([422, `${ATTRIBUTES}/test-config/agent-execution-mode`])
    expect((await tests({ 'agent-execution-mode': 'remote', 'agent-pool-id': '' })).data.attributes['test-config']).toEqual(enabled)
    expect((await patch(owner, repo({ branch: 'other' }))).data.attributes['test-config']).toEqual(enabled)
    const own = (await owner.post('/api/v2/organizations/acme/agent-pools', 'agent-pools', { name: 'one' })).data.id
    expect((await tests({ 'agent-execution-mode': 'agent', 'agent-pool-id': own })).status).toBe(200)
    expect(refusal(await tests({ 'agent-pool-id': '' }))).toEqual(pool)
  })

  it('goes back to tags as the official provider does it: the tests of the branch come in a second request', async () => {
    const api = await start()
    const { owner } = await published(api)
    const enabled = { 'test-config': { 'tests-enabled': true } }
    await patch(owner, { ...repo({ branch: 'main', tags: false }), ...enabled })
    expect((await patch(owner, repo({ branch: '', tags: true }))).status).toBe(200)
    const before = (await owner.get(LABEL)).data
    const relationships = { 'tag-bindings': { data: [] } }
    const agents = { 'tests-enabled': true, 'agent-execution-mode': 'agent', 'agent-pool-id': 'apool-none' }
    for (const attributes of [enabled, { 'test-config': agents }, { 'vcs-repo': {}, ...enabled }]) {
      const { status } = await owner.call('PATCH', LABEL, { body: { data: { attributes, relationships } } })
      const { attributes: after } = (await owner.get(LABEL)).data
      expect([status, after['test-config'], after['publishing-mechanism'], after['vcs-repo']]).toEqual([
        200,
        null,
        'git_tag',
        before.attributes['vcs-repo'],
      ])
    }
  })

  it('takes the new one of branch and tags, because the official provider sends the other along', async () => {
    const api = await start()
    const { owner } = await published(api)
    const both = async (branch: string) => {
      const answer = await patch(owner, repo({ branch, tags: true }))
      return answer.status === 200 ? [vcsRepo(answer.data)['branch'], vcsRepo(answer.data)['tags']] : refusal(answer)
    }
    expect(await both('main')).toEqual(['main', false])
    expect(await both('other')).toEqual([422, `${ATTRIBUTES}/vcs-repo/branch`])
    expect(vcsRepo((await owner.get(LABEL)).data)).toMatchObject({ branch: 'main', tags: false })
    expect(await both('main')).toEqual(['', true])
    expect(await both('main')).toEqual(['main', false])
  })

  it('refuses contradictions, each with a pointer, and changes nothing', async () => {
    const api = await start()
    const { owner } = await published(api)
    const cases: [attributes: unknown, ...pointers: string[]][] = [
      [repo({ branch: '../x', 'tag-prefix': 'a b' }), 'vcs-repo/branch', 'vcs-repo/tag-prefix'],
      [repo({ 'source-directory': '../x' }), 'vcs-repo/source-directory'],
      [repo({ tags: 'yes' }), 'vcs-repo/tags'],
      [repo({ identifier: 'a/../b' }), 'vcs-repo/identifier'],
      [repo({ 'github-app-installation-id': 'ghain-1' }), 'vcs-repo/github-app-installation-id'],
      [{ 'vcs-repo': 'x' }, 'vcs-repo'],
      [{ 'no-code': 'true' }, 'no-code'],
    ]
    const before = (await owner.get(LABEL)).data
    for (const [attributes, ...pointers] of cases) {
      const expected = [422, ...pointers.map((pointer) => `${ATTRIBUTES}/${pointer}`)]
      expect([attributes, refusal(await patch(owner, attributes))]).toEqual([attributes, expected])
    }
    expect((await patch(owner, repo({ 'oauth-token-id': 'ot-none' }))).status).toBe(404)
    expect((await owner.get(LABEL)).data).toEqual(before)
  })

  it('handles modules without a repository, and public ones', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const vault = { name: 'vault', provider: 'aws', namespace: 'hashicorp', 'registry-name': 'public' }
    await owner.post(COLLECTION, 'registry-modules', vault)
    await owner.post(COLLECTION, 'registry-modules', { name: 'label', provider: 'null' })
    for (const path of [`${COLLECTION}/public/hashicorp/vault/aws`, LABEL]) {
      expect(refusal(await patch(owner, repo({ branch: 'main' }), path))).toEqual([422, `${ATTRIBUTES}/vcs-repo`])
      expect((await patch(owner, repo({}), path)).data.attributes['vcs-repo']).toBeNull()
      const { data } = await patch(owner, { 'no-code': true }, path)
      expect(data.attributes['no-code']).toBe(true)
      expect(data.relationships['no-code-modules']?.data).toHaveLength(1)
      expect((await patch(owner, { 'no-code': true }, path)).data.relationships['no-code-modules']).toEqual(
        data.relationships['no-code-modules'],
      )
      expect((await patch(owner, { 'no-code': false }, path)).data.relationships['no-code-modules']?.data).toEqual([])
    }
  })

  it('requires permission to manage modules', async () => {
    const api = await start()
    const { owner } = await published(api)
    const publisher = await api.member(owner, 'acme', 'mo', { 'manage-modules': true })
    for (const caller of [await api.member(owner, 'acme', 'rea'), await api.founder('other')]) {
      expect((await patch(caller, { 'no-code': true })).status).toBe(404)
    }
    expect((await patch(api.anonymous, {})).status).toBe(401)
    expect((await patch(publisher, { 'no-code': true })).status).toBe(200)
    expect((await patch(owner, {}, `${COLLECTION}/private/acme/none/null`)).status).toBe(404)
    expect((await patch(owner, {}, `${COLLECTION}/elsewhere/acme/label/null`)).status).toBe(404)
  })
})

const bindings = (...pairs: [key: string, value?: string][]) => ({
  'tag-bindings': {
    data: pairs.map(([key, value]) => ({ type: 'tag-bindings', attributes: { key, ...(value === undefined ? {} : { value }) } })),
  },
})
const bind = (caller: Caller, relationships: unknown) =>
  caller.call('PATCH', LABEL, { body: { data: { type: 'registry-modules', attributes: {}, relationships } } })
const at = (index: number, member: string) => `/data/relationships/tag-bindings/data/${index}/attributes/${member}`

describeApi('tag bindings of a module', (start) => {
  it('are replaced as a whole when sent, and otherwise kept', async () => {
    const api = await start()
    const { owner, module } = await published(api)
    const path = `/api/v2/registry-modules/${module.id}/tag-bindings`
    const shown = async () => (await owner.get(path)).list.map(({ attributes }) => [attributes['key'], attributes['value']])
    expect((await owner.get(path)).json).toEqual({ data: [] })
    expect((await bind(owner, bindings(['team', 'platform'], ['env']))).status).toBe(200)
    for (const each of (await owner.get(path)).list) expectResource(each, 'tag-bindings')
    expect(await shown()).toEqual([
      ['team', 'platform'],
      ['env', ''],
    ])
    await patch(owner, { 'no-code': false })
    await bind(owner, {})
    expect(await shown()).toHaveLength(2)
    await bind(owner, bindings(['env', 'prod']))
    expect(await shown()).toEqual([['env', 'prod']])
    await bind(owner, bindings())
    expect(await shown()).toEqual([])
  })

  it('are refused when invalid, and shown only to members', async () => {
    const api = await start()
    const { owner, module } = await published(api)
    expect(refusal(await bind(owner, bindings(['', 'x'], ['a'], ['a'])))).toEqual([422, at(0, 'key'), at(2, 'key')])
    expect(refusal(await bind(owner, bindings(['k'.repeat(129), 'v'.repeat(257)])))).toEqual([422, at(0, 'key'), at(0, 'value')])
    expect((await bind(owner, { 'tag-bindings': { data: 'x' } })).status).toBe(422)
    const path = `/api/v2/registry-modules/${module.id}/tag-bindings`
    expect((await (await api.founder('other')).get(path)).status).toBe(404)
    expect((await (await api.member(owner, 'acme', 'rea')).get(path)).status).toBe(200)
    expect((await owner.get('/api/v2/registry-modules/mod-none/tag-bindings')).status).toBe(404)
  })
})
