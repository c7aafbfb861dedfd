import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'

const MODULE = '/api/v2/organizations/acme/registry-modules/private/acme/label/null'
const commitsOf = (version: string) => `${MODULE}/versions/${version}/commits`

const change = (message: string, ...tags: string[]) => ({ files: { 'main.tf': `# ${message}\n` }, message, tags })

describeApi('the commits of a version', (start) => {
  it('are those that its tag adds to the tag of the version before, once its import is done', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { repository } = await api.publish(owner, 'acme', { tags: ['v1.0.0'] })
    await repository.commits([
      change('Add zones\n\nBecause.'),
      change('Fix \u202Edirection\u0007', 'v1.1.0'),
      change('Try peering', 'v2.0.0-beta.1'),
      change('Add peering', 'v2.0.0'),
    ])
    await owner.post(`/api/v2/registry-modules/${(await owner.get(MODULE)).data.id}/actions/resync`, '', {})
    await api.runJobs()

    const titles = async (version: string) => {
      const { since, total, commits } = (await owner.get(commitsOf(version))).data.attributes
      return [since, total, (commits as { title: string }[]).map(({ title }) => title)]
    }
    expect(await titles('1.1.0')).toEqual(['1.0.0', 2, ['Fix direction', 'Add zones']])
    expect(await titles('2.0.0-beta.1')).toEqual(['1.1.0', 1, ['Try peering']])
    expect(await titles('2.0.0')).toEqual(['1.1.0', 2, ['Add peering', 'Try peering']])
    // Nothing comes before it.
    expect(await titles('1.0.0')).toEqual([null, null, []])
    const { commits } = (await owner.get(commitsOf('2.0.0'))).data.attributes
    expect(commits).toMatchObject([{ sha: await repository.resolve('refs/tags/v2.0.0^{commit}'), author: 'Terrace Tests' }, {}])
    expect((await owner.get(commitsOf('9.9.9'))).status).toBe(404)
  })

  it('follow the version that comes to lie before it', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { repository } = await api.publish(owner, 'acme', { tags: ['v1.0.0'] })
    const resync = async () => {
      await owner.post(`/api/v2/registry-modules/${(await owner.get(MODULE)).data.id}/actions/resync`, '', {})
      await api.runJobs()
    }
    const [between = ''] = await repository.commits([{ files: { 'main.tf': '# 1\n' }, message: 'One' }])
    await repository.commits([{ files: { 'main.tf': '# 2\n' }, message: 'Two', tags: ['v1.2.0'] }])
    await resync()
    expect((await owner.get(commitsOf('1.2.0'))).data.attributes).toMatchObject({ since: '1.0.0', total: 2 })
    await repository.git(['tag', 'v1.1.0', between])
    await resync()
    expect((await owner.get(commitsOf('1.2.0'))).data.attributes).toMatchObject({ since: '1.1.0', total: 1 })
  })

  it('are not known once a tag no longer leads to what was imported', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { repository } = await api.publish(owner, 'acme', { tags: ['v1.0.0'] })
    await api.runJobs()
    await repository.commits([{ files: { 'main.tf': '# 1\n' }, message: 'One' }])
    await repository.commits([{ files: { 'main.tf': '# 2\n' }, message: 'Two', tags: ['v1.1.0'] }])
    // What is moved is no longer what was imported.
    await owner.post(`/api/v2/registry-modules/${(await owner.get(MODULE)).data.id}/actions/resync`, '', {})
    await repository.git(['tag', '--force', 'v1.0.0', 'v1.1.0'])
    await api.runJobs()
    expect((await owner.get(MODULE)).data.attributes['version-statuses']).toMatchObject([{ version: '1.1.0', status: 'ok' }, {}])
    expect((await owner.get(commitsOf('1.1.0'))).data.attributes).toMatchObject({ since: null, total: null, commits: [] })
  })
})
