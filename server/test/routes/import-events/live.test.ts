// Streams of import events: server-sent events over a real socket.
import { afterEach, expect, it } from 'vitest'
import { type AdministeredApi, describeAdministered } from '../../support/administered-api.ts'
import { connectedApp } from '../../vcs/connected-app.ts'

interface Seen {
  id: string
  event: string
  data: { attributes: Record<string, unknown> }
}

const QUICK = { livePollMs: 20, liveHeartbeatMs: 50 }

describeAdministered('a stream of events', (start) => {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end()
  })

  const published = async (tuning = {}, settings: Record<string, string> = {}) => {
    const connected = await connectedApp('gitea', (options) =>
      start({ ...options, tuning: { ...QUICK, ...tuning }, settings: { ...options?.settings, ...settings } }),
    )
    endings.push(() => connected.close())
    const vpc = await connected.repository('terraform-aws-vpc', ['v1.0.0'])
    const { id } = await connected.publish(vpc)
    const url = await connected.app.app.http.listen({ host: '127.0.0.1', port: 0 })
    return {
      ...connected,
      vpc,
      id,
      module: `${url}/api/v2/registry-modules/${id}/events`,
      all: `${url}/api/v2/organizations/acme/registry-modules/events`,
    }
  }

  const opened = async ({ token }: Pick<AdministeredApi, 'token'>, url: string, headers: Record<string, string> = {}) => {
    const leaving = new AbortController()
    endings.push(async () => leaving.abort())
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
      signal: leaving.signal,
    })
    const stream = { status: answer.status, type: answer.headers.get('content-type'), text: '', ended: false }
    const reading = async () => {
      for await (const chunk of answer.body ?? []) stream.text += Buffer.from(chunk).toString('utf8')
    }
    reading().then(
      () => (stream.ended = true),
      () => (stream.ended = true),
    )
    const events = (): Seen[] =>
      stream.text.split('\n\n').flatMap((block) => {
        const [, id = '', event = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? []
        return id === '' ? [] : [{ id, event, data: JSON.parse(data) }]
      })
    const words = () =>
      events().map(({ event, data: { attributes } }) => `${event} ${String(attributes['version'])} ${String(attributes['status'])}`)
    return { stream, events, words, leave: () => leaving.abort() }
  }

  it('sends every change of a version, a module, a sync and a delivery, as it happens', async () => {
    const { app, all, host, module, vpc } = await published()
    const [one, every] = [await opened(app, module), await opened(app, all)]
    expect([one.stream.status, one.stream.type]).toEqual([200, 'text/event-stream; charset=utf-8'])
    await app.runJobs()
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    await app.runJobs()
    await expect.poll(one.words).toContain('version 1.1.0 ok')
    expect(one.words()).toEqual([
      'tag 1.0.0 pending',
      'sync null changed',
      'version 1.0.0 cloning',
      'module null setup_complete',
      'version 1.0.0 ok',
      'delivery null accepted',
      'tag 1.1.0 pending',
      'sync null changed',
      'version 1.1.0 cloning',
      'version 1.1.0 ok',
    ])
    await expect.poll(() => every.stream.text.replace(/^: .*$/gm, '').length).toBe(one.stream.text.replace(/^: .*$/gm, '').length)
    await expect.poll(() => one.stream.text).toContain(': still here\n\n')
  })

  it('resumes after the last received event, and can be read without a stream', async () => {
    const { app, module } = await published()
    await app.runJobs()
    const first = await opened(app, module, { 'last-event-id': '0' })
    await expect.poll(first.words).toContain('version 1.0.0 ok')
    const before = first.events()
    first.leave()
    const later = await opened(app, module, { 'last-event-id': before[1]?.id ?? '' })
    await expect.poll(later.events).toEqual(before.slice(2))
    const asked = await fetch(module, { headers: { authorization: `Bearer ${app.token}`, 'last-event-id': before[1]?.id ?? '' } })
    const { data } = (await asked.json()) as { data: unknown[] }
    expect(data).toEqual(before.slice(2).map((event) => event.data))
  })

  it('shows nothing that happened after the token was revoked', async () => {
    const { app, host, module, vpc } = await published({ liveHeartbeatMs: 3_600_000 })
    const { userRegistry, tokenIssuer } = app.app.identity
    const other = await tokenIssuer.issue((await userRegistry.named('admin')).id)
    const { stream, words } = await opened({ token: other.text }, module)
    expect((await app.request('DELETE', `/api/v2/authentication-tokens/${other.token.id}`)).status).toBe(204)
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    await app.runJobs()
    await expect.poll(() => stream.ended).toBe(true)
    expect(words()).toEqual([])
  })

  it('ends when the token is revoked', async () => {
    const { app, module } = await published()
    const { userRegistry, tokenIssuer } = app.app.identity
    const { id } = await userRegistry.named('admin')
    const other = await tokenIssuer.issue(id)
    const { stream } = await opened({ token: other.text }, module)
    expect(stream.status).toBe(200)
    expect((await app.request('DELETE', `/api/v2/authentication-tokens/${other.token.id}`)).status).toBe(204)
    await expect.poll(() => stream.ended).toBe(true)
  })

  it('tells readers of a shared module of its published versions, and of nothing else', async () => {
    const { app, all, host, module, vpc } = await published()
    const reader = await app.user('reader')
    await app.post('/api/v2/organizations', 'organizations', { name: 'gamma', email: 'gamma@example.com' })
    const memberships = '/api/v2/organizations/gamma/organization-memberships'
    const [owners] = await app.list('/api/v2/organizations/gamma/teams')
    const team = { teams: { data: [{ id: owners?.id, type: 'teams' }] } }
    const invitation = { type: 'organization-memberships', attributes: { email: 'reader@example.com' }, relationships: team }
    await app.request('POST', memberships, { data: invitation })
    const [invited] = (await reader.get('/api/v2/organization-memberships')).list
    await reader.call('POST', `/api/v2/organization-memberships/${invited?.id ?? ''}/actions/accept`)
    const consumers = '/api/v2/admin/organizations/acme/relationships/module-consumers'
    expect((await opened(reader, module)).stream.status).toBe(404)
    await app.request('PATCH', consumers, { data: [{ id: 'gamma', type: 'organizations' }] })
    const ofModule = await opened(reader, module)
    const ofOrganization = await opened(reader, all.replace('acme', 'gamma'))
    const ofOthers = await opened(reader, all)
    expect([ofModule, ofOrganization, ofOthers].map(({ stream }) => stream.status)).toEqual([200, 200, 404])
    await host.push(vpc, { files: { a: '1' }, tags: ['v1.1.0'] })
    await app.runJobs()
    const versions = ['version 1.0.0 ok', 'version 1.1.0 ok']
    for (const { words, events } of [ofModule, ofOrganization]) {
      await expect.poll(() => words().toSorted()).toEqual(versions)
      expect(events().map(({ data: { attributes } }) => [attributes['message'], attributes['detail']])).toEqual([
        [null, {}],
        [null, {}],
      ])
    }
    const missed = await fetch(module, { headers: { authorization: `Bearer ${reader.token}`, 'last-event-id': '0' } })
    expect(((await missed.json()) as { data: unknown[] }).data).toHaveLength(2)
    await app.request('PATCH', consumers, { data: [] })
    await expect.poll(() => [ofModule.stream.ended, ofOrganization.stream.ended]).toEqual([true, true])
    expect((await opened(reader, all.replace('acme', 'gamma'))).stream.status).toBe(200)
  })

  it('ends with the module, and does not delay the shutdown of the server', async () => {
    const { app, all, module } = await published()
    const [one, every] = [await opened(app, module), await opened(app, all)]
    expect((await app.request('DELETE', '/api/v2/organizations/acme/registry-modules/private/acme/vpc/aws')).status).toBe(204)
    await expect.poll(() => one.stream.ended).toBe(true)
    expect(every.stream.ended).toBe(false)
    await app.app.close()
    await expect.poll(() => every.stream.ended).toBe(true)
  })

  it('is announced to HEAD, which takes no stream', async () => {
    const { app, module, all } = await published()
    const headers = { authorization: `Bearer ${app.token}`, accept: 'text/event-stream' }
    for (let count = 0; count < 12; count++) {
      for (const url of [module, all]) {
        const answer = await fetch(url, { method: 'HEAD', headers })
        const { status, headers: given } = answer
        expect([status, given.get('content-type'), given.get('content-length')]).toEqual([200, 'text/event-stream; charset=utf-8', null])
      }
    }
    expect((await opened(app, module)).stream.status).toBe(200)
    expect((await fetch(module, { method: 'HEAD', headers: { accept: 'text/event-stream' } })).status).toBe(401)
    const nowhere = await fetch(module.replace(/mod-\w+/, 'mod-none'), { method: 'HEAD', headers })
    expect(nowhere.status).toBe(404)
  })

  it('is refused to a reader with ten streams, whatever their tokens, until one of them ends', async () => {
    const { app, module } = await published()
    const { userRegistry, tokenIssuer } = app.app.identity
    const { id } = await userRegistry.named('admin')
    const open = []
    for (let count = 0; count < 10; count++) open.push(await opened({ token: (await tokenIssuer.issue(id)).text }, module))
    expect((await opened(app, module)).stream.status).toBe(429)
    open[0]?.leave()
    await expect.poll(async () => (await opened(app, module)).stream.status).toBe(200)
  })

  it('is refused beyond the quotas of a reader and of an organization', async () => {
    for (const of of ['USER', 'ORGANIZATION']) {
      const { app, all, module } = await published({}, { [`TERRACE_QUOTA_${of}_STREAMS`]: '2' })
      expect([(await opened(app, module)).stream.status, (await opened(app, all)).stream.status]).toEqual([200, 200])
      expect((await opened(app, module)).stream.status).toBe(429)
    }
  })
})
