import { afterEach, expect, it } from 'vitest'
import { describeAdministered } from '../../support/administered-api.ts'
import { describeApi, REGISTRY } from '../../support/api.ts'
import { connectedApp } from '../../vcs/connected-app.ts'

const PATH = '/api/v2/organizations/acme'

describeApi('DELETE organizations', (start) => {
  it('deletes its modules, connections and tokens', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { module } = await api.publish(owner, 'acme')
    const [client] = (await owner.get(`${PATH}/oauth-clients`)).list
    const token = await owner.call('POST', `${PATH}/authentication-token`)
    const robot = api.withToken(String(token.data.attributes['token']))
    expect((await robot.get(`${REGISTRY}/acme/label/null/versions`)).status).toBe(200)

    const answer = await owner.delete(PATH)
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect((await owner.delete(PATH)).status).toBe(404)
    expect((await owner.get(`/api/v2/registry-modules/${module.id}`)).status).toBe(404)
    expect((await owner.get(`/api/v2/oauth-clients/${client?.id}`)).status).toBe(404)
    expect((await owner.get(`${REGISTRY}/acme/label/null/versions`)).status).toBe(404)
    expect((await robot.get(`${REGISTRY}/acme/label/null/versions`)).status).toBe(401)
  })

  it('is for owners only', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const member = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    const stranger = await api.founder('other')
    for (const caller of [member, stranger]) expect((await caller.delete(PATH)).status).toBe(404)
    expect((await owner.get(PATH)).status).toBe(200)
  })
})

describeAdministered('DELETE organizations with a connection', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })

  it.each([PATH, '/api/v2/admin/organizations/acme'])('%s takes its webhooks away at the host', async (path) => {
    const { app, host, publish, repository, close } = await connectedApp('gitea', start)
    endings.push(close)
    await publish(await repository('terraform-aws-vpc', ['v1.0.0']))
    await app.runJobs()
    expect(host.hooks).toHaveLength(1)
    expect((await app.request('DELETE', path)).status).toBe(204)
    await app.runJobs()
    expect(host.hooks).toEqual([])
  })
})
