import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeAdministered } from '../../../test/support/administered-api.ts'
import { connectedApp } from '../../../test/vcs/connected-app.ts'
import { createKeyring, createSecretBox } from '../../platform/secrets/index.ts'
import { resealCredentials } from './resealing.ts'

describeAdministered('resealing credentials', (start) => {
  it('makes all of them readable with only the new key', async () => {
    const { app, host, close, oauthTokenId, publish, repository } = await connectedApp('gitea', start)
    await app.post('/api/v2/organizations/acme/oauth-clients', 'oauth-clients', host.oauthConnection?.())
    await publish(await repository('terraform-aws-vpc', ['v1.0.0']))
    await app.runJobs()
    await close()
    const queries = app.database
    const values = async () => [
      (
        await queries
          .selectFrom('oauth_tokens')
          .select('credential')
          .where('id', '=', oauthTokenId as never)
          .executeTakeFirst()
      )?.credential,
      ...(await queries.selectFrom('oauth_clients').select('secret').where('secret', 'is not', null).execute()).map(({ secret }) => secret),
      ...(await queries.selectFrom('vcs_webhooks').select('secret').execute()).map(({ secret }) => secret),
    ]
    const before = await values()
    expect(before).toHaveLength(3)
    const key = createKeyring(app.secretKey).key('credentials')
    const rotated = createSecretBox(randomBytes(32), [key])
    expect(await resealCredentials(queries, rotated)).toBe(3)
    const after = await values()
    expect(after.filter((value) => before.includes(value))).toEqual([])
    expect(await resealCredentials(queries, rotated)).toBe(0)
    await expect(resealCredentials(queries, createSecretBox(key))).rejects.toThrow('another secret key')
  })
})
