// One version per SemVer precedence, and none that is held by a tag that never became one.
import { expect, it } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import type { FileSpec } from '../support/repository-builder.ts'
import { connectGitHost, ORGANIZATION, tagged } from './git-host.ts'

const BROKEN = { 'main.tf': 'variable "x" {\n' }
const ADDRESS = `/api/v2/organizations/${ORGANIZATION}/registry-modules/private/${ORGANIZATION}/vpc/aws`

describeAdministered('tags that claim the same version', (start) => {
  it('are one version, whatever their build metadata: the later one is a duplicate', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commit(tagged('v1.0.0'))
    const module = await host.publish()
    await server.runJobs()
    const { sha256 } = await module.download('1.0.0')
    await repository.commits([tagged('v1.0.0+b1'), tagged('v1.1.0+b1')])
    await module.resync()
    expect(await module.listed()).toEqual(['1.1.0+b1', '1.0.0'])
    expect((await module.download('1.0.0')).sha256).toBe(sha256)
    expect((await module.tags())['v1.0.0+b1']).toMatchObject({
      decision: 'duplicate',
      version: '1.0.0+b1',
      reason: expect.stringContaining('build metadata does not count'),
    })
    await repository.commit(tagged('v1.1.0'))
    await module.resync()
    expect(await module.listed()).toEqual(['1.1.0+b1', '1.0.0'])

    // Nor does it take the place of a deleted version.
    expect((await server.request('DELETE', `${ADDRESS}/1.0.0`)).status).toBe(204)
    await repository.commit(tagged('v1.2.0'))
    await module.resync()
    expect(await module.listed()).toEqual(['1.2.0', '1.1.0+b1'])
    expect((await module.tags())['v1.0.0+b1']).toMatchObject({ decision: 'deleted' })
  })

  it('do not keep a version from another tag when they are broken and gone', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commits([tagged('v1.0.0'), tagged('v2.0.0', BROKEN)])
    const module = await host.publish()
    await server.runJobs()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '2.0.0': 'reg_ingress_failed' })
    await repository.deleteTag('v2.0.0')
    await module.resync()
    await repository.commit({ files: { 'main.tf': '# good\n' }, tags: ['2.0.0'] })
    await module.resync()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '2.0.0': 'ok' })
    expect((await module.download('2.0.0')).files).toEqual({ 'main.tf': '# good\n' })
    expect(await module.version('2.0.0')).toMatchObject({ tag: '2.0.0' })
  })

  it.each<[string, Record<string, FileSpec>, string]>([
    ['broken', BROKEN, 'failed'],
    ['without configuration', { 'README.md': '# nothing\n', 'main.tf': null }, 'no_configuration'],
  ])('make way when they are %s, even if nothing is pushed afterwards', async (_name, files, decision) => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commits([tagged('v1.0.0'), { files, tags: ['2.0.0'] }, { files: { 'main.tf': '# good\n' }, tags: ['v2.0.0'] }])
    const module = await host.publish()
    await server.runJobs()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '2.0.0': 'ok' })
    expect(await module.version('2.0.0')).toMatchObject({ tag: 'v2.0.0' })
    const tags = await module.tags()
    expect([tags['2.0.0']?.['decision'], tags['v2.0.0']?.['decision']]).toEqual([decision, 'imported'])
    // That is where it ends: the tag that failed does not take the version back.
    await repository.commit(tagged('v3.0.0'))
    await module.resync()
    expect(await module.version('2.0.0')).toMatchObject({ tag: 'v2.0.0', status: 'ok' })
  })

  it('do not take turns when all of them are broken', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commits([{ files: BROKEN, tags: ['1.0.0', 'v1.0.0', 'v1.0.0+b1'] }])
    const module = await host.publish()
    await server.runJobs()
    expect(await module.statuses()).toMatchObject({ '1.0.0+b1': 'reg_ingress_failed' })
    const imports = async () => {
      const events = await server.list(`/api/v2/registry-modules/${module.id}/import-events`)
      return events.filter(({ attributes }) => attributes['kind'] === 'version').length
    }
    const before = await imports()
    await repository.commit({ files: {}, branch: 'other' })
    await module.resync()
    await module.resync()
    expect(await imports()).toBe(before)
    expect(Object.values(await module.tags()).map((tag) => tag['decision'])).toEqual(['failed', 'failed', 'failed'])
  })
})
