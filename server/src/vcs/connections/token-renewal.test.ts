import { afterEach, expect, it } from 'vitest'
import { describeAdministered } from '../../../test/support/administered-api.ts'
import { changesOn } from '../../../test/support/identity-ports.ts'
import { browse, connectedApp } from '../../../test/vcs/connected-app.ts'
import type { OAuthTokenId } from '../../kernel/index.ts'
import { createHttpClient } from '../../platform/http-client/index.ts'
import { createAddressPolicy } from '../../platform/network/index.ts'
import { createKeyring, createSecretBox } from '../../platform/secrets/index.ts'
import type { VcsParts } from './connections.ts'
import { Hosts } from './hosts.ts'

const HOUR = 3_600_000

const isRenewal = ({ path, body }: { path: string; body: Buffer }) =>
  path === '/login/oauth/access_token' && body.toString('utf8').includes('grant_type=refresh_token')

describeAdministered('renewing a token', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })

  /** A connection after OAuth. `process()` is another server on the same database. */
  async function signedIn() {
    const { app, host, close } = await connectedApp('gitea', start)
    endings.push(close)
    const client = await app.post('/api/v2/organizations/acme/oauth-clients', 'oauth-clients', host.oauthConnection?.())
    const { location } = await browse(app, String(client.attributes['connect-path']))
    await browse(app, (await host.authorize?.(location)) ?? '')
    const stored = await app.database
      .selectFrom('oauth_tokens')
      .select('id')
      .where('oauth_client_id', '=', client.id as never)
      .executeTakeFirstOrThrow()
    const process = () => {
      const parts: VcsParts = {
        queries: app.database,
        clock: app.clock,
        changes: changesOn(app.database).changes,
        secretBox: createSecretBox(createKeyring(app.secretKey).key('credentials')),
        configuration: { allowFileRemotes: false },
        http: createHttpClient({ addresses: createAddressPolicy({ allowPrivate: true }), urlOverrides: [] }),
        publicUrl: 'http://127.0.0.1:8080',
      }
      return new Hosts(parts)
    }
    const state = async () => (await app.get(`/api/v2/oauth-tokens/${stored.id}`)).attributes
    return { app, host, id: stored.id satisfies OAuthTokenId, process, state, asked: () => host.requests.filter(isRenewal).length }
  }

  it('happens once, however many processes need it concurrently, and all continue with the new token', async () => {
    const { app, id, process, asked, host } = await signedIn()
    const before = await process().open(id)
    expect(asked()).toBe(0)
    app.clock.advance(HOUR)
    const opened = await Promise.all([process(), process(), process(), process()].map((each) => each.open(id)))
    const tokens = new Set(opened.map(({ access }) => access.secrets.token))
    expect([asked(), tokens.size]).toEqual([1, 1])
    expect(tokens.has(before.access.secrets.token)).toBe(false)
    expect([...host.sessions.keys()]).toEqual([...tokens])
  })

  it('continues with the old token while the host is down, and ends when that expires', async () => {
    const { app, host, id, process, state } = await signedIn()
    const { access } = await process().open(id)
    app.clock.advance(HOUR - 5 * 60_000)
    await host.goDown()
    expect((await process().open(id)).access.secrets.token).toBe(access.secrets.token)
    app.clock.advance(10 * 60_000)
    await expect(process().open(id)).rejects.toMatchObject({ reason: 'unavailable' })
    expect((await state())['state']).toBe('active')
    await host.comeBack()
    expect((await process().open(id)).access.secrets.token).not.toBe(access.secrets.token)
  })

  it('stops when the host refuses it, says so, and does not retry until a user authorizes again', async () => {
    const { app, host, id, process, state, asked } = await signedIn()
    host.revokeEverything()
    app.clock.advance(HOUR)
    await expect(process().open(id)).rejects.toMatchObject({ reason: 'authentication' })
    expect(await state()).toMatchObject({ state: 'needs-reauthorization', 'state-detail': expect.stringContaining('invalid_grant') })
    await expect(process().open(id)).rejects.toMatchObject({ reason: 'authentication' })
    expect(asked()).toBe(1)
  })
})
