// A deleted version comes back when its tag is deleted and pushed again, or by hand.
import { expect, it } from 'vitest'
import { type AdministeredApi, describeAdministered } from '../support/administered-api.ts'
import { connectGitHost, type GitHost, ORGANIZATION, type PublishedModule, tagged } from './git-host.ts'

const DAY = 24 * 3_600_000
const ZEROES = '0'.repeat(40)
const ADDRESS = `/api/v2/organizations/${ORGANIZATION}/registry-modules/private/${ORGANIZATION}/vpc/aws`
const TRASH = `/api/v2/organizations/${ORGANIZATION}/deleted-registry-modules`

interface Scene {
  server: AdministeredApi
  host: GitHost
  module: PublishedModule
  remove(version: string): Promise<void>
  importTag(tag: string): Promise<number>
}

describeAdministered('a deleted version', (start) => {
  async function withDeleted(options: { annotated?: boolean } = {}): Promise<Scene> {
    const server = await start()
    const host = await connectGitHost(server)
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.commits([tagged('v1.0.0'), { files: { 'main.tf': '# v1.1.0\n' } }])
    await repository.tag('v1.1.0', await repository.resolve('main'), { annotated: options.annotated ?? false })
    const module = await host.publish()
    await server.runJobs()
    const remove = async (version: string) => {
      const { status } = await server.request('DELETE', `${ADDRESS}/${version}`)
      expect(status).toBe(204)
    }
    const importTag = async (tag: string) => {
      const path = `/api/v2/registry-modules/${module.id}/actions/import-tag?tag=${encodeURIComponent(tag)}`
      const { status } = await server.request('POST', path)
      await server.runJobs()
      return status
    }
    await remove('1.1.0')
    return { server, host, module, remove, importTag }
  }

  it('comes back when the tag has a new object, although it was deleted and pushed again between two looks', async () => {
    const { host, module } = await withDeleted({ annotated: true })
    await using _ = host
    await module.resync()
    expect(await module.listed()).toEqual(['1.0.0'])
    const repository = await host.repository('infra/terraform-aws-vpc')
    const commit = await repository.resolve('v1.1.0^{commit}')
    await repository.deleteTag('v1.1.0')
    await repository.git(['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'tag', '-a', '-m', 'again', 'v1.1.0', commit])
    await module.resync()
    expect(await module.listed()).toEqual(['1.1.0', '1.0.0'])
    expect(await module.version('1.1.0')).toMatchObject({ 'commit-sha': commit, status: 'ok' })
    expect((await module.tags())['v1.1.0']).toMatchObject({ decision: 'imported' })
  })

  it('comes back with the report of a script at a host without webhooks, and only with that of this tag', async () => {
    const { server, host, module } = await withDeleted()
    await using _ = host
    const webhook = `/api/v2/registry-modules/${module.id}/webhook`
    const { secret, url } = JSON.parse((await server.request('POST', `${webhook}/actions/rotate-secret`)).text).data.attributes
    const object = await (await host.repository('infra/terraform-aws-vpc')).resolve('refs/tags/v1.1.0')
    const tell = async (ref: string, before: string, after: string) => {
      const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
      const payload = JSON.stringify({ ref, before, after })
      const answer = await server.app.http.inject({ method: 'POST', url: new URL(url).pathname, headers, payload })
      expect(answer.statusCode).toBe(202)
      await server.runJobs()
    }
    await tell('refs/tags/v1.2.0', ZEROES, object)
    await tell('refs/heads/main', ZEROES, object)
    await tell('refs/tags/v1.1.0', object, object)
    expect(await module.listed()).toEqual(['1.0.0'])
    await tell('refs/tags/v1.1.0', object, ZEROES)
    expect(await module.listed()).toEqual(['1.1.0', '1.0.0'])
  })

  it('names the ways back in the reason of its tag, and comes back by either of them', async () => {
    const { server, host, module, remove, importTag } = await withDeleted()
    await using _ = host
    const reason = async () => String((await module.tags())['v1.1.0']?.['reason'])
    const [deleted] = await server.list(TRASH)
    expect(await reason()).toContain(`restore ${deleted?.id} until ${deleted?.attributes['expires-at']}`)
    expect(await reason()).toContain(`/api/v2/registry-modules/${module.id}/actions/import-tag?tag=v1.1.0`)
    expect((await server.request('POST', `/api/v2/deleted-registry-modules/${deleted?.id}/actions/restore`)).status).toBe(200)
    await server.runJobs()
    expect(await module.listed()).toEqual(['1.1.0', '1.0.0'])
    expect((await module.tags())['v1.1.0']).toMatchObject({ decision: 'imported', reason: 'imported as 1.1.0' })

    await remove('1.1.0')
    for (let day = 0; day < 31; day++) await server.pass(DAY)
    expect(await server.list(TRASH)).toEqual([])
    expect(await importTag('v1.1.0')).toBe(202)
    expect(await module.listed()).toEqual(['1.1.0', '1.0.0'])
    expect((await module.tags())['v1.1.0']).toMatchObject({ decision: 'imported' })
    const events = await server.list(`/api/v2/registry-modules/${module.id}/import-events`)
    expect(events.map(({ attributes }) => attributes['message'])).toContain('waiting to be imported, as somebody requested')
  })

  it('is not imported by hand from a tag that is unknown, gone, no version, or has its version', async () => {
    const { server, host, module, importTag } = await withDeleted()
    await using _ = host
    const repository = await host.repository('infra/terraform-aws-vpc')
    await repository.tag('nightly', await repository.resolve('main'))
    await module.resync()
    expect(await importTag('v1.0.0')).toBe(422)
    expect(await importTag('nightly')).toBe(422)
    expect(await importTag('v9.9.9')).toBe(404)
    await repository.deleteTag('v1.1.0')
    await module.resync()
    expect(await importTag('v1.1.0')).toBe(422)
    expect((await server.request('POST', `/api/v2/registry-modules/${module.id}/actions/import-tag`)).status).toBe(404)
    expect(await module.listed()).toEqual(['1.0.0'])
  })

  it('is restored over a version that was pushed again and failed', async () => {
    const { server, host, module } = await withDeleted()
    await using _ = host
    const repository = await host.repository('infra/terraform-aws-vpc')
    const broken = await repository.commit({ files: { 'main.tf': 'variable "x" {\n' } })
    await repository.tag('v1.1.0', broken)
    await module.resync()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '1.1.0': 'reg_ingress_failed' })
    const [deleted] = await server.list(TRASH)
    expect((await server.request('POST', `/api/v2/deleted-registry-modules/${deleted?.id}/actions/restore`)).status).toBe(200)
    await server.runJobs()
    expect(await module.statuses()).toEqual({ '1.0.0': 'ok', '1.1.0': 'ok' })
    expect((await module.tags())['v1.1.0']).toMatchObject({ decision: 'moved', 'commit-sha': broken })
  })
})
