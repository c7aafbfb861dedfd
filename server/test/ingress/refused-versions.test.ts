// Versions that fail to import: the reason with file and line, and the retry once it is fixed.
import { expect, it, vi } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import { connectGitHost, tagged } from './git-host.ts'

describeAdministered('versions that cannot be served', (start) => {
  it('name the file and line of a syntax error, and leave the other versions alone', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commits([tagged('v1.0.0'), tagged('v1.1.0', { 'outputs.tf': 'output "id" {\n  value = 1\n\nvariable "x" {\n' })])
    const module = await host.publish()
    await server.runJobs()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '1.1.0': 'reg_ingress_failed' })
    const version = await module.version('1.1.0')
    expect(version).toMatchObject({ 'error-file': 'outputs.tf', 'archive-checksum': null, 'published-at': null })
    expect(version['error-line']).toBeGreaterThan(0)
    const { 'version-statuses': statuses } = await module.read()
    expect(statuses[0].error).toBe(`outputs.tf:${version['error-line']}: ${version['error']}`)
    expect((await module.tags())['v1.1.0']).toMatchObject({ decision: 'failed', reason: statuses[0].error })
    expect(await module.listed()).toEqual(['1.0.0'])
  })

  it('do not include those with an error in an example only', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commit(tagged('v1.0.0', { 'main.tf': '# fine\n', 'examples/broken/main.tf': 'resource {{{\n' }))
    const module = await host.publish()
    await server.runJobs()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
  })

  it('are imported on a retry after the tag was moved to a good commit', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commit(tagged('v1.0.0', { 'main.tf': 'variable {\n' }))
    const module = await host.publish()
    await server.runJobs()
    expect(await module.read()).toMatchObject({ status: 'setup_failed' })
    // Nothing has changed yet, so the result is the same.
    await module.retry('1.0.0')
    expect(await module.statuses()).toEqual({ '1.0.0': 'reg_ingress_failed' })
    const fixed = await repository.commit({ files: { 'main.tf': '# fixed\n' } })
    await repository.tag('v1.0.0', fixed)
    await module.retry('1.0.0')
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
    expect(await module.version('1.0.0')).toMatchObject({ 'commit-sha': fixed, error: null, 'error-file': null, 'error-line': null })
    expect((await module.tags())['v1.0.0']).toMatchObject({ decision: 'imported', 'imported-commit-sha': fixed })
  })

  it('are imported automatically once the tag is moved', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commit(tagged('v1.0.0', { 'main.tf': 'variable {\n' }))
    const module = await host.publish()
    await server.runJobs()
    await repository.tag('v1.0.0', await repository.commit({ files: { 'main.tf': '# fixed\n' } }))
    await server.pass(3_600_000)
    expect(await module.listed()).toEqual(['1.0.0'])
  })

  it('are imported on a retry after the tag was pushed again', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    const commit = await repository.commit(tagged('v1.0.0'))
    const module = await host.publish()
    const { sandbox } = server.app.work
    const prepare = vi.spyOn(sandbox, 'prepare').mockRejectedValue(new Error('out of disk'))
    await server.runJobs()
    expect(await module.statuses()).toEqual({ '1.0.0': 'pending' })
    expect((await module.read())['status-detail']).toContain('a server error')
    expect((await module.read())['status-detail']).not.toContain('disk')
    prepare.mockRestore()
    await repository.deleteTag('v1.0.0')
    await server.pass(60_000)
    expect(await module.statuses()).toEqual({ '1.0.0': 'clone_failed' })
    await repository.tag('v1.0.0', commit)
    await module.retry()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok' })
    expect(await module.read()).toMatchObject({ 'status-detail': null })
  })

  it('cannot be retried while nothing has failed', async () => {
    const server = await start()
    await using host = await connectGitHost(server)
    await (await host.repository('infra/terraform-aws-vpc')).commit(tagged('v1.0.0'))
    const module = await host.publish()
    await server.runJobs()
    const answer = await server.request('POST', `/api/v2/registry-modules/${module.id}/actions/retry?module_version=1.0.0`)
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('has not failed')
  })

  it.each([
    ['a link that leads out of the repository', '../../etc/passwd', 'is outside'],
    ['a link to an absolute path', '/etc/passwd', 'is outside'],
    ['a link that leads nowhere', 'missing.tf', 'does not exist'],
    ['a link to itself', 'link.tf', 'too many links'],
  ])('include %s, which is named', async (_what, target, reason) => {
    const server = await start()
    await using host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commits([
      tagged('v1.0.0', { 'main.tf': '# 1\n', 'link.tf': { symlink: target } }),
      tagged('v1.1.0', { 'link.tf': null }),
    ])
    const module = await host.publish()
    await server.runJobs()
    expect(await module.statuses()).toEqual({ '1.0.0': 'reg_ingress_failed', '1.1.0': 'ok' })
    const version = await module.version('1.0.0')
    expect(version).toMatchObject({ 'error-file': 'link.tf' })
    expect(version['error']).toContain(reason)
  })
})
