// The webhook of a module's repository: its attributes and actions.
import { afterEach, expect, it } from 'vitest'
import { describeAdministered } from '../../support/administered-api.ts'
import { type ConnectedApp, connectedApp, HOUR, MINUTE } from '../../vcs/connected-app.ts'

/** A push, delivered with this secret. @returns the response to the host */
const signed = async ({ app, host }: ConnectedApp, secret: string) => {
  const [hook] = host.hooks
  if (hook === undefined) throw new Error('no webhook was made')
  const told = hook.secret
  hook.secret = secret
  await host.tell({ repository: host.repositories[0] as never, ref: 'refs/tags/v1.0.0', before: '', after: '' })
  hook.secret = told
  await app.runJobs()
  return host.sent.at(-1)?.status
}

describeAdministered('the webhook of a module', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })
  const published = async (kind = 'gitea') => {
    const connected = await connectedApp(kind, start)
    endings.push(() => connected.close())
    const vpc = await connected.repository('terraform-aws-vpc', ['v1.0.0'])
    const { id } = await connected.publish(vpc)
    await connected.app.runJobs()
    return {
      ...connected,
      vpc,
      webhook: `/api/v2/registry-modules/${id}/webhook`,
      deliveries: `/api/v2/registry-modules/${id}/webhook-deliveries`,
    }
  }
  it('has its URL, its state and the last delivery', async () => {
    const { app, host, vpc, webhook } = await published()
    const fresh = await app.get(webhook)
    expect(fresh).toMatchObject({
      type: 'vcs-webhooks',
      attributes: {
        url: host.hooks[0]?.url,
        state: 'active',
        'state-detail': null,
        'last-delivery-at': null,
        'accepts-former-secret-until': null,
      },
    })
    expect(JSON.stringify(fresh)).not.toContain(host.hooks[0]?.secret)
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    expect((await app.get(webhook)).attributes['last-delivery-at']).toBe(new Date(app.clock.now()).toISOString())
  })

  it('gets a new secret at the host at once, and the previous one is accepted for an hour', async () => {
    const parts = await published()
    const { app, host, webhook } = parts
    const former = host.hooks[0]?.secret ?? ''
    const answer = await app.request('POST', `${webhook}/actions/rotate-secret`)
    expect(answer.status).toBe(202)
    const { attributes } = JSON.parse(answer.text).data
    expect(attributes).toMatchObject({ secret: null, 'accepts-former-secret-until': new Date(app.clock.now() + HOUR).toISOString() })
    await app.runJobs()
    expect(host.hooks).toHaveLength(1)
    const fresh = host.hooks[0]?.secret ?? ''
    expect(fresh).not.toBe(former)
    expect([await signed(parts, former), await signed(parts, fresh)]).toEqual([202, 202])
    await app.pass(HOUR + MINUTE)
    expect([await signed(parts, former), await signed(parts, fresh)]).toEqual([401, 202])
    expect((await app.get(webhook)).attributes['accepts-former-secret-until']).toBe(null)
  })

  it.each([
    ['the host has no API for it', { state: 'manual' as const }],
    ['the host refused to create it', { state: 'failed' as const, remote_id: null }],
  ])('shows its new secret once where users must enter it at the host: %s', async (_, state) => {
    const { app, host, webhook } = await published()
    await app.database.updateTable('vcs_webhooks').set(state).execute()
    const before = host.hooks[0]?.secret
    const answer = await app.request('POST', `${webhook}/actions/rotate-secret`)
    const { secret } = JSON.parse(answer.text).data.attributes
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    await app.runJobs()
    expect(host.hooks[0]?.secret).toBe(before)
    expect((await app.get(webhook)).attributes).not.toHaveProperty('secret')
    const [hook] = host.hooks
    if (hook !== undefined) hook.secret = secret
    await host.tell({ repository: host.repositories[0] as never, ref: 'refs/tags/v1.0.0', before: '', after: '' })
    expect(host.sent.at(-1)?.status).toBe(202)
  })

  it('is checked at the host on request', async () => {
    const { app, host, webhook } = await published()
    host.hooks.splice(0)
    const answer = await app.request('POST', `${webhook}/actions/check`)
    expect(answer.status).toBe(202)
    await app.runJobs()
    expect(host.hooks.map(({ active }) => active)).toEqual([true])
  })

  it('lists its deliveries, newest first, in pages', async () => {
    const { app, host, vpc, deliveries } = await published()
    for (const tag of ['v1.1.0', 'v1.2.0', 'v1.3.0']) {
      app.clock.advance(MINUTE)
      await host.push(vpc, { files: { tag }, tags: [tag] })
    }
    const answer = JSON.parse((await app.request('GET', `${deliveries}?page[size]=2`)).text)
    expect(answer.meta.pagination).toMatchObject({ 'total-count': 3, 'next-page': 2 })
    expect(answer.data.map(({ type, attributes }: { type: string; attributes: object }) => ({ type, ...attributes }))).toMatchObject([
      { type: 'webhook-deliveries', event: 'push', outcome: 'accepted', refs: ['refs/tags/v1.3.0'], attempts: 1 },
      { refs: ['refs/tags/v1.2.0'] },
    ])
  })

  it('repeats a delivery on request, and syncs the repository', async () => {
    const { app, host, vpc, deliveries, versions } = await published()
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    await app.runJobs()
    host.muted = true
    await host.push(vpc, { files: { a: '2' }, tags: ['v1.2.0'] })
    const [delivery] = await app.list(deliveries)
    const answer = await app.request('POST', `/api/v2/webhook-deliveries/${delivery?.id}/actions/redeliver`)
    expect([answer.status, JSON.parse(answer.text).data.attributes]).toMatchObject([202, { attempts: 2, outcome: 'accepted' }])
    await app.runJobs()
    expect(await versions('vpc')).toEqual(['1.0.0', '1.1.0', '1.2.0'])
    const missing = await app.request('POST', '/api/v2/webhook-deliveries/hookdel-none/actions/redeliver')
    expect(missing.status).toBe(404)
  })

  it('does not exist for a module with uploaded versions', async () => {
    const { app } = await published()
    const { id } = await app.post('/api/v2/organizations/acme/registry-modules', 'registry-modules', { name: 'own', provider: 'null' })
    for (const path of ['webhook', 'webhook-deliveries']) {
      expect((await app.request('GET', `/api/v2/registry-modules/${id}/${path}`)).status).toBe(404)
    }
  })
})
