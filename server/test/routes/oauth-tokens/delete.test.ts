import { afterEach, expect, it } from 'vitest'
import { describeAdministered } from '../../support/administered-api.ts'
import { connectedApp } from '../../vcs/connected-app.ts'

describeAdministered('DELETE oauth-tokens/:id', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })

  it('deletes its webhooks at the host, and keeps modules with their versions', async () => {
    const { app, host, oauthTokenId, publish, repository, versions, close } = await connectedApp('gitea', start)
    endings.push(close)
    await publish(await repository('terraform-aws-vpc', ['v1.0.0']))
    await app.runJobs()
    expect(host.hooks).toHaveLength(1)

    expect((await app.request('DELETE', `/api/v2/oauth-tokens/${oauthTokenId}`)).status).toBe(204)
    await app.runJobs()
    expect(host.hooks).toEqual([])
    expect(await versions('vpc')).toEqual(['1.0.0'])
  })
})
