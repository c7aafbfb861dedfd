// What hangs on a connection, and what its host told: of all its repositories.
import { afterEach, expect, it } from 'vitest'
import { describeAdministered } from '../../support/administered-api.ts'
import { describeApi } from '../../support/api.ts'
import { insertGithubApp } from '../../support/github-app-rows.ts'
import { connectedApp, MINUTE } from '../../vcs/connected-app.ts'

describeAdministered('modules and deliveries of a connection', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })
  const connected = async () => {
    const made = await connectedApp('gitea', start)
    endings.push(() => made.close())
    const client = (await made.token()).relationships['oauth-client']?.data as { id: string }
    const vpc = await made.repository('terraform-aws-vpc', ['v1.0.0'])
    const eks = await made.repository('terraform-aws-eks', ['v1.0.0'])
    for (const each of [vpc, eks]) await made.publish(each)
    await made.app.runJobs()
    return { ...made, vpc, eks, path: `/api/v2/oauth-clients/${client.id}` }
  }

  it('lists the modules by name, with their repositories, and none of other connections', async () => {
    const { app, host, path } = await connected()
    await app.post('/api/v2/organizations/acme/registry-modules', 'registry-modules', { name: 'own', provider: 'null' })
    const other = await app.post('/api/v2/organizations/acme/oauth-clients', 'oauth-clients', host.tokenConnection())
    expect((await app.list(`${path}/registry-modules`)).map(({ attributes }) => attributes)).toMatchObject([
      { name: 'eks', provider: 'aws', 'vcs-repo': { identifier: 'platform/terraform-aws-eks', 'connection-state': 'active' } },
      { name: 'vpc', provider: 'aws', 'vcs-repo': { identifier: 'platform/terraform-aws-vpc' } },
    ])
    expect(await app.list(`/api/v2/oauth-clients/${other.id}/registry-modules`)).toEqual([])
    const page = JSON.parse((await app.request('GET', `${path}/registry-modules?page[size]=1`)).text)
    expect(page.meta.pagination).toMatchObject({ 'total-count': 2, 'next-page': 2 })
  })

  it('lists the deliveries of all repositories, newest first, in pages', async () => {
    const { app, host, path, vpc, eks } = await connected()
    for (const repository of [vpc, eks, vpc]) {
      app.clock.advance(MINUTE)
      await host.push(repository, { files: { at: String(app.clock.now()) }, tags: [`v1.${app.clock.now()}.0`] })
    }
    const answer = JSON.parse((await app.request('GET', `${path}/webhook-deliveries?page[size]=2`)).text)
    expect(answer.meta.pagination).toMatchObject({ 'total-count': 3, 'next-page': 2 })
    expect(answer.data.map(({ type, attributes }: { type: string; attributes: object }) => ({ type, ...attributes }))).toMatchObject([
      { type: 'webhook-deliveries', repository: 'platform/terraform-aws-vpc', event: 'push', outcome: 'accepted' },
      { repository: 'platform/terraform-aws-eks' },
    ])
  })
})

describeApi('modules and deliveries of a GitHub App', (start) => {
  it('are listed under the app, not as those of a connection', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { id } = await insertGithubApp(api.database, 'acme')
    for (const path of ['registry-modules', 'webhook-deliveries']) {
      expect((await owner.get(`/api/v2/github-apps/${id}/${path}`)).list).toEqual([])
      const client = await api.database.selectFrom('oauth_clients').select('id').executeTakeFirstOrThrow()
      expect((await owner.get(`/api/v2/oauth-clients/${client.id}/${path}`)).status).toBe(404)
    }
  })
})
