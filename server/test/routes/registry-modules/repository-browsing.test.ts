import { expect, it } from 'vitest'
import { type Api, describeApi } from '../../support/api.ts'
import { expectResource } from '../../support/json-api-shape.ts'

const ORGANIZATION = '/api/v2/organizations/acme'
const LABEL = `${ORGANIZATION}/registry-modules/private/acme/label/null`
const IDENTIFIER = 'platform/terraform-null-label'

async function prepared(api: Api) {
  const owner = await api.founder('acme')
  const oauthTokenId = await api.connect(owner, 'acme')
  const repository = await api.repository(IDENTIFIER)
  const ask = (what: string, query: Record<string, string>, caller = owner) =>
    caller.get(`${ORGANIZATION}/vcs/${what}?${new URLSearchParams({ oauth_token_id: oauthTokenId, identifier: IDENTIFIER, ...query })}`)
  return { owner, oauthTokenId, repository, ask }
}

describeApi('GET registry-modules/validation', (start) => {
  it('says whether an address is available and well-formed', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await owner.post(`${ORGANIZATION}/registry-modules`, 'registry-modules', { name: 'taken', provider: 'aws' })
    const ask = (query: string) => owner.get(`${ORGANIZATION}/registry-modules/validation?${query}`)
    const { status, data } = await ask('name=free&provider=aws')
    expect([status, data.type, data.attributes]).toEqual([
      200,
      'registry-module-address-validations',
      { 'module-name': 'free', 'provider-name': 'aws', valid: true },
    ])
    expect((await ask('name=taken&provider=aws')).data.attributes['valid']).toBe(false)
    expect((await ask('name=taken&provider=gcp')).data.attributes['valid']).toBe(true)
    expect((await ask('name=-x&provider=aws')).data.attributes['valid']).toBe(false)
    expect((await ask('name=x')).status).toBe(422)
    expect((await ask('provider=x')).status).toBe(422)
    expect((await (await api.founder('other')).get(`${ORGANIZATION}/registry-modules/validation?name=x&provider=y`)).status).toBe(404)
  })
})

describeApi('GET vcs/repo', (start) => {
  it('says whether the connection has the repository', async () => {
    const api = await start()
    const { ask } = await prepared(api)
    const { status, data } = await ask('repo', {})
    expect([status, data]).toEqual([200, { id: IDENTIFIER, type: 'vcs-repo-check', attributes: { exists: true, identifier: IDENTIFIER } }])
    expect((await ask('repo', { identifier: 'platform/none' })).data.attributes['exists']).toBe(false)
    expect((await ask('repo', { identifier: '' })).status).toBe(422)
    expect((await ask('repo', { identifier: '../x' })).status).toBe(422)
    expect((await ask('repo', { oauth_token_id: '' })).status).toBe(422)
    expect((await ask('repo', { oauth_token_id: 'ot-none' })).status).toBe(404)
  })

  it('is for those who may publish, with connections of their organization', async () => {
    const api = await start()
    const { owner, ask } = await prepared(api)
    const stranger = await api.founder('other')
    for (const what of ['repo', 'tree', 'tag-preview']) {
      expect((await ask(what, {}, stranger)).status).toBe(404)
      expect((await ask(what, { oauth_token_id: await api.connect(stranger, 'other') })).status).toBe(404)
    }
    expect((await ask('repo', {}, await api.member(owner, 'acme', 'rea'))).status).toBe(404)
    expect((await ask('repo', {}, await api.member(owner, 'acme', 'mo', { 'manage-modules': true }))).status).toBe(200)
  })
})

describeApi('GET vcs/tree', (start) => {
  it('lists the directories of a branch, and no files', async () => {
    const api = await start()
    const { repository, ask } = await prepared(api)
    await repository.commit({ files: { 'main.tf': '', 'modules/a/main.tf': '', 'modules/b/x/main.tf': '', link: { symlink: 'modules' } } })
    await repository.commit({ files: { 'other/main.tf': '' }, fresh: true, branch: 'next' })
    const { status, list, json } = await ask('tree', {})
    expect([status, json['meta']]).toEqual([200, { 'has-configuration': true }])
    expect(list.map(({ type, attributes }) => [type, attributes['path'], attributes['name'], attributes['has-configuration']])).toEqual([
      ['vcs-tree', 'modules', 'modules', false],
      ['vcs-tree', 'modules/a', 'a', true],
      ['vcs-tree', 'modules/b', 'b', false],
      ['vcs-tree', 'modules/b/x', 'x', true],
    ])
    expect((await ask('tree', { branch: 'next' })).list.map(({ id }) => id)).toEqual(['other'])
    const commit = await repository.commit({ files: { 'tagged/main.tf': '' }, fresh: true, branch: 'old', annotatedTags: ['v1.0.0'] })
    for (const name of ['v1.0.0', commit]) expect((await ask('tree', { branch: name })).list.map(({ id }) => id)).toEqual(['tagged'])
    expect((await ask('tree', { branch: 'none' })).status).toBe(404)
    expect((await ask('tree', { identifier: 'platform/none' })).status).toBe(404)
  })

  it('is not found for a repository without commits', async () => {
    const api = await start()
    const { ask } = await prepared(api)
    expect((await ask('tree', {})).status).toBe(404)
  })
})

interface PreviewedTag {
  tag: string
  version: string | null
  decision: string
  reason: string
}

function shown(tags: unknown): (string | null)[][] {
  return (tags as PreviewedTag[]).map(({ tag, version, decision }) => [tag, version, decision])
}

describeApi('GET vcs/tag-preview', (start) => {
  it('says what would become of each tag, as the import then decides', async () => {
    const api = await start()
    const { owner, oauthTokenId, repository, ask } = await prepared(api)
    await repository.commit({ files: { 'main.tf': '' }, tags: ['v0.9.0', 'latest', 'v1.0.0', '1.0.0', 'v1.0.0-rc.1', 'net/v3.0.0'] })
    await repository.commit({ files: { 'main.tf': '# more' }, annotatedTags: ['v0.10.0'] })
    const { status, data } = await ask('tag-preview', {})
    const { tags, ...facts } = data.attributes
    expect([status, data.type, facts]).toEqual([
      200,
      'vcs-tag-previews',
      { identifier: IDENTIFIER, 'default-branch': 'main', branches: ['main'], 'version-count': 4, 'other-count': 3, 'searched-count': 0 },
    ])
    expect(shown(tags)).toEqual([
      ['1.0.0', '1.0.0', 'pending'],
      ['v1.0.0-rc.1', '1.0.0-rc.1', 'pending'],
      ['v0.10.0', '0.10.0', 'pending'],
      ['v0.9.0', '0.9.0', 'pending'],
      ['v1.0.0', '1.0.0', 'duplicate'],
      ['latest', null, 'not_semver'],
      ['net/v3.0.0', null, 'not_semver'],
    ])
    const vcsRepo = { identifier: IDENTIFIER, 'oauth-token-id': oauthTokenId }
    const { data: module } = await owner.post(`${ORGANIZATION}/registry-modules/vcs`, 'registry-modules', { 'vcs-repo': vcsRepo })
    await api.runJobs()
    const imported = (await owner.get(`/api/v2/registry-modules/${module.id}/tags`)).list.map(({ attributes }) => attributes)
    const promised = (tags as PreviewedTag[]).map((each) => ({
      ...each,
      decision: each.decision === 'pending' ? 'imported' : each.decision,
    }))
    for (const { tag, version, decision } of promised) expect(imported).toContainEqual(expect.objectContaining({ tag, version, decision }))
  })

  it('takes a prefix and a directory, and searches the newest versions for configuration', async () => {
    const api = await start()
    const { repository, ask } = await prepared(api)
    await repository.commit({ files: { 'README.md': '' }, tags: ['v1.0.0', 'net/v1.0.0'] })
    await repository.commit({ files: { 'net/modules/a/main.tf': '', 'examples/x/main.tf': '' }, tags: ['v2.0.0', 'net/v2.0.0'] })
    const net = (await ask('tag-preview', { tag_prefix: 'net/', source_directory: './net/' })).data.attributes
    expect([net['version-count'], net['searched-count'], shown(net['tags'])]).toEqual([
      1,
      2,
      [
        ['net/v2.0.0', '2.0.0', 'pending'],
        ['net/v1.0.0', '1.0.0', 'no_configuration'],
        ['v1.0.0', null, 'wrong_prefix'],
        ['v2.0.0', null, 'wrong_prefix'],
      ],
    ])
    expect((net['tags'] as PreviewedTag[])[1]?.reason).toBe('there is no Terraform configuration (*.tf) in net')
    const root = (await ask('tag-preview', { source_directory: '/' })).data.attributes
    expect([root['version-count'], root['searched-count']]).toEqual([0, 2])
  })

  it('refuses settings as publishing does, and repositories that are not there', async () => {
    const api = await start()
    const { ask } = await prepared(api)
    const refused = await ask('tag-preview', { tag_prefix: 'a b', source_directory: '../x' })
    expect([refused.status, refused.errors.map(({ source }) => source?.pointer)]).toEqual([
      422,
      ['/data/attributes/vcs-repo/tag-prefix', '/data/attributes/vcs-repo/source-directory'],
    ])
    expect((await ask('tag-preview', { identifier: 'platform/none' })).status).toBe(404)
    expect((await ask('tag-preview', {})).data.attributes).toMatchObject({ 'default-branch': null, branches: [], tags: [] })
  })
})

describeApi('GET registry-modules/…/commits', (start) => {
  it('lists the twenty latest of the default branch, or of the branch the module follows', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { repository } = await api.publish(owner, 'acme')
    const shas = await repository.commits(
      Array.from({ length: 24 }, (_, index) => ({ files: { a: String(index) }, message: `Change ${index}` })),
    )
    const { status, list } = await owner.get(`${LABEL}/commits`)
    expect(status).toBe(200)
    expect(list.map(({ id }) => id)).toEqual(shas.toReversed().slice(0, 20))
    for (const each of list) expectResource(each, 'commit')
    expect(list[0]?.attributes).toEqual({
      sha: shas.at(-1),
      date: expect.stringMatching(/Z$/),
      url: null,
      author: 'Terrace Tests',
      'author-avatar-url': null,
      'author-html-url': null,
      message: 'Change 23',
    })
    const [next] = await repository.commits([{ files: { b: '' }, fresh: true, branch: 'next', message: 'Next' }])
    await owner.call('PATCH', LABEL, { body: { data: { attributes: { 'vcs-repo': { branch: 'next' } } } } })
    expect((await owner.get(`${LABEL}/commits`)).list[0]?.id).toBe(next)
  })

  it('finds nothing for modules without a repository, nor in a deleted branch', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await owner.post(`${ORGANIZATION}/registry-modules`, 'registry-modules', { name: 'bare', provider: 'null' })
    expect((await owner.get(`${ORGANIZATION}/registry-modules/private/acme/bare/null/commits`)).status).toBe(404)
    const { repository } = await api.publish(owner, 'acme', { vcsRepo: { branch: 'main' } })
    await repository.deleteBranch('main')
    expect((await owner.get(`${LABEL}/commits`)).json).toEqual({ data: [] })
    expect((await (await api.founder('other')).get(`${LABEL}/commits`)).status).toBe(404)
  })

  it('says why when the repository cannot be read', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme')
    await api.database.updateTable('vcs_repositories').set({ clone_url: 'file:///nonexistent/x.git' }).execute()
    const answer = await owner.get(`${LABEL}/commits`)
    expect([answer.status, answer.errors[0]?.detail]).toEqual([422, expect.stringMatching(/^The repository could not be read: /)])
  })
})
