import { expect, it } from 'vitest'
import { type Api, describeApi, PUBLIC_URL } from '../../support/api.ts'
import { expectResource, refusal, statusesOf } from '../../support/json-api-shape.ts'

const COLLECTION = '/api/v2/organizations/acme/registry-modules'
const MODULE = `${COLLECTION}/private/acme/x/y`
const ROUTES = [`${MODULE}/versions`, '/api/v2/registry-modules/acme/x/y/versions']

async function withModule(api: Api) {
  const owner = await api.founder('acme')
  const { data } = await owner.post(COLLECTION, 'registry-modules', { name: 'x', provider: 'y' })
  return { owner, module: data }
}

describeApi('POST registry-module versions', (start) => {
  it('answers on both routes with a version and its upload URL', async () => {
    const api = await start()
    const { owner, module } = await withModule(api)
    for (const [index, path] of ROUTES.entries()) {
      const version = `1.0.${index}-alpha+feature`
      const answer = await owner.post(path, 'registry-module-versions', { version, 'commit-sha': null })
      expect(answer.status).toBe(201)
      expectResource(answer.data, 'registry-module-versions')
      expect(answer.data.attributes).toMatchObject({ source: 'tfe-api', status: 'pending', version, 'commit-sha': null, branch: null })
      expect(answer.data.relationships['registry-module']?.data).toEqual({ id: module.id, type: 'registry-modules' })
      expect(answer.data.links['upload']).toMatch(new RegExp(`^${PUBLIC_URL}/.*/object/`))
      // The official client's + arrives as a space.
      for (const spelling of [version, version.replace('+', '%2B'), version.replace('+', '%20')]) {
        const read = await owner.get(`${MODULE}/version?module_version=${spelling}`)
        expect([read.status, read.data.attributes]).toEqual([200, answer.data.attributes])
        expect(read.data.links['upload']).toContain('/object/')
      }
    }
    expect((await owner.get(MODULE)).data.attributes['version-statuses']).toEqual([
      { version: '1.0.1-alpha+feature', status: 'pending' },
      { version: '1.0.0-alpha+feature', status: 'pending' },
    ])
  })

  it('refuses invalid semantic versions, and existing ones', async () => {
    const api = await start()
    const { owner } = await withModule(api)
    for (const path of ROUTES) {
      const attempt = async (attributes: unknown) => refusal(await owner.post(path, 'registry-module-versions', attributes))
      for (const version of [
        undefined,
        null,
        '',
        '1',
        'v1.0.0',
        '1.2',
        '01.0.0',
        '1.0.0 ',
        'x'.repeat(300),
        '1.0.9223372036854775808',
        1,
      ]) {
        expect([version, await attempt({ version })]).toEqual([version, [422, '/data/attributes/version']])
      }
      for (const sha of ['short', 'abc', 'a'.repeat(65), 'main'])
        expect(await attempt({ version: '1.0.0', 'commit-sha': sha })).toEqual([422, '/data/attributes/commit-sha'])
      expect(refusal(await owner.post(path, 'organizations', { version: '1.0.0' }))).toEqual([422, '/data/type'])
    }
    const wanted = { version: '2.0.0' }
    const both = await Promise.all([1, 2, 3].map(() => owner.post(`${MODULE}/versions`, '', wanted)))
    expect(statusesOf(both)).toEqual([201, 422, 422])
    expect(api.complaints).toEqual([])
  })

  it('refuses another version of the same precedence', async () => {
    const api = await start()
    const { owner } = await withModule(api)
    for (const [first, second] of [
      ['1.0.0', '1.0.0+b1'],
      ['2.0.0+b1', '2.0.0'],
      ['3.0.0-rc.1+b1', '3.0.0-rc.1+b2'],
    ]) {
      expect((await owner.post(`${MODULE}/versions`, '', { version: first })).status).toBe(201)
      const answer = await owner.post(`${MODULE}/versions`, '', { version: second })
      expect(refusal(answer)).toEqual([422, '/data/attributes/version'])
      expect(answer.text).toContain('build metadata does not make another version')
    }
    for (const version of ['1.0.0-rc', '1.0.1+b1', '3.0.0-rc.10+b1', '3.0.0-rc']) {
      expect((await owner.post(`${MODULE}/versions`, '', { version })).status).toBe(201)
    }
  })

  it('records the commit of a module without a repository as it was sent', async () => {
    const api = await start()
    const { owner } = await withModule(api)
    for (const [index, sha] of ['abcdef12345', 'ABCDEF12345', 'a'.repeat(64)].entries()) {
      const answer = await owner.post(`${MODULE}/versions`, '', { version: `1.0.${index}`, 'commit-sha': sha })
      expect([answer.status, answer.data.attributes['commit-sha']]).toEqual([201, sha])
    }
  })

  it('leaves the versions of a module with tags to its tags', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme')
    for (const path of [`${COLLECTION}/private/acme/label/null/versions`, '/api/v2/registry-modules/acme/label/null/versions']) {
      expect(refusal(await owner.post(path, '', { version: '3.0.0' }))).toEqual([422, '/data/attributes/version'])
    }
  })

  it('answers 404 for a missing module, and 403 for public ones', async () => {
    const api = await start()
    const { owner } = await withModule(api)
    for (const path of [
      MODULE.replace('/x/y', '/x/z'),
      MODULE.replace('private', 'other'),
      MODULE.replace('private/acme', 'private/beta'),
      MODULE.replace('organizations/acme', 'organizations/nobody'),
    ]) {
      expect([path, (await owner.post(`${path}/versions`, '', { version: '1.0.0' })).status]).toEqual([path, 404])
    }
    for (const rest of ['acme/x/z', 'nobody/x/y']) {
      expect((await owner.post(`/api/v2/registry-modules/${rest}/versions`, '', { version: '1.0.0' })).status).toBe(404)
    }
    const listed = { name: 'vault', provider: 'aws', namespace: 'hashicorp', 'registry-name': 'public' }
    await owner.post(COLLECTION, 'registry-modules', listed)
    expect((await owner.post(`${COLLECTION}/public/hashicorp/vault/aws/versions`, '', { version: '1.0.0' })).status).toBe(403)
    expect((await api.anonymous.post(`${MODULE}/versions`, '', {})).status).toBe(401)
  })

  it('creates a version from a commit of the branch of a module', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { repository } = await api.publish(owner, 'acme', { vcsRepo: { branch: 'main' }, attributes: { 'initial-version': '0.1.0' } })
    const commit = await repository.resolve('main')
    const path = `${COLLECTION}/private/acme/label/null`
    const answer = await owner.post(`${path}/versions`, '', { version: '0.2.0', 'commit-sha': commit })
    expect(answer.data.attributes).toMatchObject({ source: 'git', 'commit-sha': commit, branch: 'main', status: 'pending' })
    await api.runJobs()
    expect((await owner.get(path)).data.attributes['version-statuses']).toEqual([
      { version: '0.2.0', status: 'ok' },
      { version: '0.1.0', status: 'ok' },
    ])
    const { data } = await owner.get(`${path}/version?module_version=0.1.0`)
    expect(data.attributes).toMatchObject({ status: 'ok', 'commit-sha': commit })
  })

  it('takes a commit in capitals or abbreviated, and records the full name', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { repository } = await api.publish(owner, 'acme', { vcsRepo: { branch: 'main' }, attributes: { 'initial-version': '0.1.0' } })
    const commit = await repository.resolve('main')
    await repository.commit({ files: { 'later.tf': '' } })
    const elsewhere = await repository.commit({ files: { 'other.tf': '' }, branch: 'other' })
    const path = `${COLLECTION}/private/acme/label/null`
    const wanted: Record<string, string> = {
      '0.2.0': commit.toUpperCase(),
      '0.3.0': commit.slice(0, 11),
      '0.4.0': commit.slice(0, 11).toUpperCase(),
      '0.5.0': elsewhere.slice(0, 11),
      '0.6.0': 'f'.repeat(41),
    }
    for (const [version, sha] of Object.entries(wanted)) {
      expect((await owner.post(`${path}/versions`, '', { version, 'commit-sha': sha })).status).toBe(201)
    }
    await api.runJobs()
    const read = async (version: string) => (await owner.get(`${path}/version?module_version=${version}`)).data.attributes
    for (const version of ['0.2.0', '0.3.0', '0.4.0']) expect(await read(version)).toMatchObject({ status: 'ok', 'commit-sha': commit })
    expect(await read('0.5.0')).toMatchObject({
      status: 'clone_failed',
      'commit-sha': elsewhere.slice(0, 11),
      error: `the branch main has no commit ${elsewhere.slice(0, 11)}`,
    })
    expect(await read('0.6.0')).toMatchObject({ status: 'clone_failed', error: expect.stringContaining('is not a commit') })

    // A version that failed keeps nobody from trying again.
    expect((await owner.post(`${path}/versions`, '', { version: '0.5.0', 'commit-sha': commit.slice(0, 12) })).status).toBe(201)
    await api.runJobs()
    expect(await read('0.5.0')).toMatchObject({ status: 'ok', 'commit-sha': commit })
  })

  it('says which commits an ambiguous abbreviation may mean', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { repository } = await api.publish(owner, 'acme', { vcsRepo: { branch: 'main' }, attributes: { 'initial-version': '0.1.0' } })
    const commits = await repository.commits(Array.from({ length: 600 }, (_unused, index) => ({ files: { 'a.tf': `# ${index}` } })))
    const byPrefix = Map.groupBy(commits, (sha) => sha.slice(0, 4))
    const [prefix = '', meant = []] = [...byPrefix].find(([, each]) => each.length > 1) ?? []
    const path = `${COLLECTION}/private/acme/label/null`
    await owner.post(`${path}/versions`, '', { version: '0.2.0', 'commit-sha': prefix })
    await api.runJobs()
    const { attributes } = (await owner.get(`${path}/version?module_version=0.2.0`)).data
    expect(attributes).toMatchObject({ status: 'clone_failed', error: expect.stringContaining(`commit ${prefix} is ambiguous`) })
    expect(attributes['error']).toContain(meant.toSorted()[0])
  })

  it('is for those who manage modules', async () => {
    const api = await start()
    const { owner } = await withModule(api)
    const reader = await api.member(owner, 'acme', 'rea')
    const stranger = await api.founder('other')
    for (const path of ROUTES) {
      for (const caller of [reader, stranger]) expect((await caller.post(path, '', { version: '1.0.0' })).status).toBe(404)
    }
    for (const query of ['', '?module_version=9.9.9', '?module_version=']) {
      expect((await owner.get(`${MODULE}/version${query}`)).status).toBe(404)
    }
  })
})
