// Several modules in one repository, branch-based modules, and shared work.
import { expect, it, vi } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import { connectGitHost, ORGANIZATION, type Publication, tagged } from './git-host.ts'

describeAdministered('modules of one repository', (start) => {
  it('are both imported by one sync, each from its directory and its tags', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/monorepo')
    await repository.commits([
      { files: { 'modules/net/main.tf': '# net 1\n', 'modules/db/main.tf': '# db 1\n' }, tags: ['net/v1.0.0', 'db/v1.0.0'] },
      { files: { 'modules/net/main.tf': '# net 2\n' }, tags: ['net/v2.0.0'] },
    ])
    const net = await host.publish(publication('net'))
    const db = await host.publish(publication('db'))
    host.remote.requests.length = 0
    await server.runJobs()
    // One listing and one fetch for both, and once more for the commits between their tags.
    expect(host.remote.requests.length).toBeLessThanOrEqual(12)
    expect(await net.statuses()).toEqual({ '1.0.0': 'ok', '2.0.0': 'ok' })
    expect(await db.statuses()).toEqual({ '1.0.0': 'ok' })
    expect((await net.download('2.0.0')).files).toEqual({ 'main.tf': '# net 2\n' })
    expect((await db.download('1.0.0')).files).toEqual({ 'main.tf': '# db 1\n' })
    expect((await db.tags())['net/v1.0.0']).toMatchObject({
      decision: 'wrong_prefix',
      version: null,
      reason: expect.stringContaining('db/'),
    })
    expect((await db.tags())['db/v1.0.0']).toMatchObject({ decision: 'imported' })
  })

  it('may be links to files beside their directory, within the repository', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/monorepo')
    await repository.commit({
      files: {
        'shared/tags.tf': '# shared\n',
        'net/main.tf': '# net\n',
        'net/tags.tf': { symlink: '../shared/tags.tf' },
        'net/templates': { symlink: '../shared' },
      },
      tags: ['v1.0.0'],
    })
    const module = await host.publish({
      identifier: 'infra/monorepo',
      name: 'net',
      provider: 'aws',
      'vcs-repo': { 'source-directory': 'net' },
    })
    await server.runJobs()
    expect((await module.download('1.0.0')).files).toEqual({
      'main.tf': '# net\n',
      'tags.tf': '# shared\n',
      'templates/tags.tf': '# shared\n',
    })
  })

  it('may be the same files under two names', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.0.0'))
    const prepare = vi.spyOn(server.app.work.sandbox, 'prepare')
    const one = await host.publish()
    await server.runJobs()
    const two = await host.publish({ name: 'network', provider: 'aws' })
    await server.runJobs()
    expect((await two.download('1.0.0')).sha256).toBe((await one.download('1.0.0')).sha256)
    expect(prepare).toHaveBeenCalledTimes(1)
    const again = await host.tryPublish({ name: 'network', provider: 'aws' })
    expect(again.status).toBe(422)
    expect(again.text).toContain('already been published')
  })

  it('are inspected once for all tags on the same files', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commits([
      { files: { 'main.tf': '# same\n' }, tags: ['v1.0.0', 'v1.0.1', 'v1.0.2'] },
      { message: 'nothing changed', tags: ['v1.1.0'] },
    ])
    const prepare = vi.spyOn(server.app.work.sandbox, 'prepare')
    const module = await host.publish()
    await server.runJobs()
    expect(await module.listed()).toHaveLength(4)
    expect(prepare).toHaveBeenCalledTimes(1)
    const checksums = await Promise.all((await module.listed()).map(async (version) => (await module.download(version)).sha256))
    expect(new Set(checksums).size).toBe(1)
    expect((await module.version('1.1.0'))['commit-sha']).not.toBe((await module.version('1.0.0'))['commit-sha'])
  })
})

describeAdministered('modules that follow a branch', (start) => {
  const BRANCH = { 'vcs-repo': { branch: 'main' }, 'initial-version': '1.0.0' }
  const VERSIONS = `/api/v2/organizations/${ORGANIZATION}/registry-modules/private/${ORGANIZATION}/vpc/aws/versions`

  it('start with the head of the branch and get later versions by commit', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    const first = await repository.commit({ files: { 'main.tf': '# 1\n' }, tags: ['v9.0.0'] })
    const module = await host.publish(BRANCH)
    await server.runJobs()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
    expect(await module.version('1.0.0')).toMatchObject({ 'commit-sha': first, branch: 'main', tag: null })
    const second = await repository.commit({ files: { 'main.tf': '# 2\n' } })
    await repository.commit({ files: { 'main.tf': '# 3\n' } })
    await server.post(VERSIONS, 'registry-module-versions', { version: '1.1.0', 'commit-sha': second })
    await server.post(VERSIONS, 'registry-module-versions', { version: '1.2.0' })
    await server.runJobs()
    expect(await module.listed()).toEqual(['1.2.0', '1.1.0', '1.0.0'])
    expect((await module.download('1.1.0')).files).toEqual({ 'main.tf': '# 2\n' })
    expect((await module.download('1.2.0')).files).toEqual({ 'main.tf': '# 3\n' })
  })

  it('say why a version failed: the commit or branch is missing, or has no configuration', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    const empty = await repository.commit({ files: { 'README.md': '# empty\n' } })
    await repository.commit({ files: { 'main.tf': '# 1\n' } })
    const module = await host.publish(BRANCH)
    await server.runJobs()
    await server.post(VERSIONS, 'registry-module-versions', { version: '1.1.0', 'commit-sha': '1'.repeat(40) })
    await server.post(VERSIONS, 'registry-module-versions', { version: '1.2.0', 'commit-sha': empty })
    await server.runJobs()
    await repository.git(['branch', '-m', 'main', 'trunk'])
    await server.post(VERSIONS, 'registry-module-versions', { version: '1.3.0' })
    await server.runJobs()
    expect(await module.statuses()).toEqual({
      '1.0.0': 'ok',
      '1.1.0': 'clone_failed',
      '1.2.0': 'reg_ingress_failed',
      '1.3.0': 'clone_failed',
    })
    expect((await module.version('1.1.0'))['error']).toContain('no longer in the repository')
    expect((await module.version('1.2.0'))['error']).toContain('no Terraform configuration')
    expect((await module.version('1.3.0'))['error']).toContain('no branch main')
    expect(await module.listed()).toEqual(['1.0.0'])
  })
})

function publication(name: string): Publication {
  const repo = { 'source-directory': `modules/${name}`, 'tag-prefix': `${name}/` }
  return { identifier: 'infra/monorepo', name, provider: 'aws', 'vcs-repo': repo }
}
