import { afterEach, expect, it } from 'vitest'
import { describeAdministered } from '../../support/administered-api.ts'
import { browse, connectedApp } from '../../vcs/connected-app.ts'

describeAdministered('signing in at a host', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })
  const connected = async () => {
    const made = await connectedApp('gitea', start, { attributes: (host) => host.oauthConnection?.() ?? {} })
    endings.push(() => made.close())
    const [client] = await made.app.list('/api/v2/organizations/acme/oauth-clients')
    return { ...made, connectPath: String(client?.attributes['connect-path']) }
  }

  it('leads back to the page of the interface that it began on', async () => {
    const { app, host, connectPath } = await connected()
    const page = '/app/acme/settings/version-control/add?step=3'
    const begun = await browse(app, `${connectPath}&return_to=${encodeURIComponent(page)}`)
    const callback = (await host.authorize?.(begun.location)) ?? ''
    const done = await browse(app, callback)
    expect([done.status, done.location]).toEqual([303, page])
  })

  it('does not lead anywhere else', async () => {
    const { app, host, connectPath } = await connected()
    for (const elsewhere of ['https://evil.example', '//evil.example/app/', '/\\evil.example/app/', '/app/../oauth/authorize', '/login']) {
      const begun = await browse(app, `${connectPath}&return_to=${encodeURIComponent(elsewhere)}`)
      const callback = (await host.authorize?.(begun.location)) ?? ''
      expect([elsewhere, (await browse(app, callback)).status]).toEqual([elsewhere, 200])
    }
  })
})
