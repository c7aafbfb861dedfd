// Tags of a repository become versions. Later changes of the tags do not affect published versions.
import { expect, it } from 'vitest'
import { type AdministeredApi, describeAdministered } from '../support/administered-api.ts'
import { connectGitHost, type GitHost, type PublishedModule, tagged } from './git-host.ts'

describeAdministered('an import from tags', (start) => {
  async function withModule(
    prepare: (host: GitHost) => Promise<void>,
  ): Promise<{ server: AdministeredApi; host: GitHost; module: PublishedModule }> {
    const server = await start()
    const host = await connectGitHost(server)
    await prepare(host)
    const module = await host.publish()
    await server.runJobs()
    return { server, host, module }
  }

  it('imports every tag, with its own commit and files', async () => {
    const { host, module } = await withModule(repositoryWith('v1.0.0', 'v1.1.0'))
    await using _ = host
    expect(await module.read()).toMatchObject({ status: 'setup_complete', 'status-detail': null })
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '1.1.0': 'ok' })
    expect(await module.listed()).toEqual(['1.1.0', '1.0.0'])
    expect((await module.download('1.0.0')).files).toEqual({ 'main.tf': '# v1.0.0\n' })
    expect((await module.download('1.1.0')).files).toEqual({ 'main.tf': '# v1.1.0\n' })
    expect((await module.tags())['v1.0.0']).toMatchObject({ decision: 'imported', version: '1.0.0', 'gone-at': null })
  })

  it('finds a new tag on a resync', async () => {
    const { host, module } = await withModule(repositoryWith('v1.0.0'))
    await using _ = host
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commit(tagged('v1.1.0'))
    expect(await module.listed()).toEqual(['1.0.0'])
    await module.resync()
    expect(await module.listed()).toEqual(['1.1.0', '1.0.0'])
  })

  it('finds a new tag by polling', async () => {
    const { server, host, module } = await withModule(repositoryWith('v1.0.0'))
    await using _ = host
    await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.1.0'))
    host.remote.requests.length = 0
    await server.pass(60_000)
    expect(host.remote.requests).toEqual([])
    await server.pass(4 * 60_000)
    expect(await module.listed()).toEqual(['1.1.0', '1.0.0'])
  })

  it('keeps a published version unchanged when its tag is moved, and says so', async () => {
    const { host, module } = await withModule(repositoryWith('v1.0.0'))
    await using _ = host
    const archive = await module.download('1.0.0')
    const before = await module.version('1.0.0')
    const repository = await host.repository('infra/terraform-aws-vpc')
    const moved = await repository.commit({ files: { 'main.tf': '# other\n' } })
    await repository.tag('v1.0.0', moved)
    await module.resync()
    expect(await module.download('1.0.0')).toEqual(archive)
    expect(await module.version('1.0.0')).toEqual(before)
    const tag = (await module.tags())['v1.0.0']
    expect(tag).toMatchObject({ decision: 'moved', 'commit-sha': moved, 'imported-commit-sha': before['commit-sha'] })
    expect(tag?.['reason']).toContain(moved.slice(0, 7))
    expect([await module.tagsOf('1.0.0'), await module.tagsOf('2.0.0')]).toEqual([['v1.0.0'], []])
    await repository.tag('v1.0.0', before['commit-sha'])
    await module.resync()
    expect((await module.tags())['v1.0.0']).toMatchObject({ decision: 'imported' })
  })

  it('keeps a version whose tag is deleted, and recognizes the tag when it is pushed again', async () => {
    const { server, host, module } = await withModule(repositoryWith('v1.0.0', 'v1.1.0'))
    await using _ = host
    const repository = await host.repository('infra/terraform-aws-vpc')
    const commit = await repository.resolve('v1.1.0')
    await repository.deleteTag('v1.1.0')
    await module.resync()
    const goneAt = new Date(server.clock.now()).toISOString()
    expect((await module.tags())['v1.1.0']).toMatchObject({ decision: 'imported', 'gone-at': goneAt })
    expect(await module.listed()).toEqual(['1.1.0', '1.0.0'])
    expect((await module.download('1.1.0')).files).toEqual({ 'main.tf': '# v1.1.0\n' })
    await repository.tag('v1.1.0', commit)
    await module.resync()
    expect((await module.tags())['v1.1.0']).toMatchObject({ decision: 'imported', 'gone-at': null })
    await repository.deleteTag('v1.1.0')
    await module.resync()
    await repository.tag('v1.1.0', await repository.resolve('v1.0.0'), { annotated: true })
    await module.resync()
    expect((await module.tags())['v1.1.0']).toMatchObject({ decision: 'moved', 'gone-at': null })
    expect(await module.version('1.1.0')).toMatchObject({ 'commit-sha': commit })
  })

  it('names the commit of a tag, annotated or not', async () => {
    const commits: string[] = []
    const { host, module } = await withModule(async (made) => {
      const repository = await made.repository('infra/terraform-aws-vpc')
      commits.push(await repository.commit({ files: { 'main.tf': '# 1' }, tags: ['v1.0.0'] }))
      commits.push(await repository.commit({ files: { 'main.tf': '# 2' }, annotatedTags: ['v2.0.0'] }))
    })
    await using _ = host
    expect((await module.version('1.0.0'))['commit-sha']).toBe(commits[0])
    expect((await module.version('2.0.0'))['commit-sha']).toBe(commits[1])
    expect((await module.tags())['v2.0.0']).toMatchObject({ 'commit-sha': commits[1], 'imported-commit-sha': commits[1] })
  })

  it('imports three hundred tags with a few fetches', async () => {
    const names = Array.from({ length: 300 }, (_unused, index) => `v1.${index}.0`)
    const { host, module } = await withModule(repositoryWith(...names))
    await using _ = host
    expect(await module.listed()).toEqual(names.map((name) => name.slice(1)).toReversed())
    expect(host.remote.requests.filter(({ method }) => method === 'POST').length).toBeLessThan(15)
    expect(Object.values(await module.tags()).every((tag) => tag['decision'] === 'imported')).toBe(true)
    expect((await module.download('1.299.0')).files).toEqual({ 'main.tf': '# v1.299.0\n' })
  })

  it('imports the newest version first', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const names = ['v1.2.0', 'v1.10.0', 'v2.0.0-rc.1', 'v1.9.0', 'v2.0.0', 'v0.1.0']
    await (await host.repository('infra/terraform-aws-vpc')).commits(names.map((name) => tagged(name)))
    await host.publish()
    await server.runJobs()
    // Two run at a time: a slow one may be overtaken by many, but each overtakes at most one.
    const order = ['2.0.0', '2.0.0-rc.1', '1.10.0', '1.9.0', '1.2.0', '0.1.0']
    const published = publishedInOrder(server)
    expect(published.toSorted()).toEqual(order.toSorted())
    for (const [place, version] of published.entries()) expect(order.indexOf(version) - place).toBeLessThanOrEqual(1)
  })

  it('reports the decision on every tag, with its reason', async () => {
    const { host, module } = await withModule(async (made) => {
      const repository = await made.repository('infra/terraform-aws-vpc')
      await repository.commits([
        tagged('v1.0.0'),
        tagged('1.0.0'),
        tagged('latest'),
        { fresh: true, files: { 'README.md': '# nothing\n', 'examples/one/main.tf': '# one\n' }, tags: ['v0.1.0'] },
      ])
    })
    await using _ = host
    const tags = await module.tags()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
    expect(tags['1.0.0']).toMatchObject({ decision: 'imported', version: '1.0.0' })
    expect(tags['v1.0.0']).toMatchObject({ decision: 'duplicate', version: '1.0.0', reason: expect.stringContaining('the tag 1.0.0') })
    expect(tags['latest']).toMatchObject({ decision: 'not_semver', version: null, reason: expect.stringContaining('latest') })
    expect(tags['v0.1.0']).toMatchObject({ decision: 'no_configuration', reason: expect.stringContaining('no Terraform configuration') })
    // Another sync changes nothing.
    await module.resync()
    expect(await module.tags()).toEqual(tags)
  })

  it('imports a tag without configuration once it is moved to a commit with some', async () => {
    const { host, module } = await withModule(async (made) => {
      const repository = await made.repository('infra/terraform-aws-vpc')
      await repository.commit({ files: { 'README.md': '# soon\n' }, tags: ['v1.0.0'] })
    })
    await using _ = host
    expect(await module.read()).toMatchObject({ status: 'no_version_tags' })
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.tag('v1.0.0', await repository.commit({ files: { 'main.tf': '# now\n' } }))
    await module.resync()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
    expect(await module.read()).toMatchObject({ status: 'setup_complete' })
  })
})

/** From the log. @returns versions in the order of their publication */
function publishedInOrder(server: AdministeredApi): string[] {
  const lines = server.log().trimEnd().split('\n')
  const entries: { msg: string; version: string }[] = lines.map((line) => JSON.parse(line))
  return entries.filter(({ msg }) => msg === 'version imported').map(({ version }) => version)
}

/** Creates the repository with one commit for every tag. */
function repositoryWith(...tags: string[]): (host: GitHost) => Promise<void> {
  return async (host) => void (await (await host.repository('infra/terraform-aws-vpc')).commits(tags.map((tag) => tagged(tag))))
}
