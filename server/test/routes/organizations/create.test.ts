import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource, problemsOf, refusal, statusesOf } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations'
const NAME = '/data/attributes/name'
const EMAIL = '/data/attributes/email'

describeApi('POST organizations', (start) => {
  it('answers with the complete organization, as reads and lists show it', async () => {
    const api = await start()
    const user = await api.user('ada')
    const answer = await user.post(PATH, 'organizations', { name: 'acme', email: 'admin@company.com' })
    expect(answer.status).toBe(201)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.api+json; charset=utf-8',
      'tfp-api-version': '2.6',
      'tfp-appname': 'HCP Terraform',
    })
    expectResource(answer.data, 'organizations')
    expect(answer.data).toMatchObject({
      id: 'acme',
      attributes: {
        name: 'acme',
        email: 'admin@company.com',
        'external-id': expect.stringMatching(/^org-\w{16}$/),
        'collaborator-auth-policy': 'password',
        'default-execution-mode': 'remote',
        'session-timeout': null,
        'session-remember': null,
        'cost-estimation-enabled': false,
        'aggregated-commit-status-enabled': true,
        'speculative-plan-management-enabled': true,
        'user-tokens-enabled': true,
        'is-unified': false,
        'trial-expires-at': null,
        permissions: { 'can-update': true, 'can-destroy': true, 'can-create-module': true, 'can-update-oauth': true },
      },
      relationships: { 'default-agent-pool': { data: null } },
      links: { self: '/api/v2/organizations/acme' },
    })
    expect(answer.data.attributes['remaining-testable-count']).toBeGreaterThan(1)
    expect((await user.get(`${PATH}/acme`)).data).toEqual(answer.data)
    expect((await user.get(PATH)).list).toEqual([answer.data])
  })

  it('refuses names and addresses that break a rule, each with a pointer', async () => {
    const api = await start()
    const user = await api.founder('Taken')
    const attempt = async (attributes: unknown) => refusal(await user.post(PATH, 'organizations', attributes))
    expect(await attempt({})).toEqual([422, NAME, EMAIL])
    expect(await attempt(undefined)).toEqual([422, NAME, EMAIL])
    expect(await attempt({ name: '', email: '' })).toEqual([422, NAME, EMAIL])
    expect(await attempt({ name: 'with.dot', email: 'no address' })).toEqual([422, NAME, EMAIL])
    for (const name of ['taken', 'TAKEN', '-a', 'a_', 'a b', 'ä', 'a/b', 'x'.repeat(65)]) {
      expect([name, await attempt({ name, email: 'a@b.c' })]).toEqual([name, [422, NAME]])
    }
    expect(await attempt({ name: 5, email: true })).toEqual([422, NAME, EMAIL])
    expect(await attempt({ name: 'x', email: 'a@b.c', 'session-timeout': 'long' })).toEqual([422, '/data/attributes/session-timeout'])
    expect(await attempt({ name: 'x', email: 'a@b.c', 'default-execution-mode': 'never' })).toEqual([
      422,
      '/data/attributes/default-execution-mode',
    ])
    expect((await user.get(PATH)).list.map(({ id }) => id)).toEqual(['Taken'])
  })

  it('says that a name is taken', async () => {
    const api = await start()
    const user = await api.founder('acme')
    const answer = await user.post(PATH, 'organizations', { name: 'Acme', email: 'a@b.c' })
    expect(answer.errors).toEqual([
      { status: '422', title: 'invalid attribute', detail: 'Name has already been taken', source: { pointer: NAME } },
    ])
  })

  it('keeps unknown settings, but none that replaces a known attribute', async () => {
    const api = await start()
    const user = await api.user('ada')
    const attributes = {
      name: 'acme',
      email: 'a@b.c',
      'quite-new-enabled': true,
      'external-id': true,
      'is-unified': true,
      permissions: true,
    }
    const created = (await user.post(PATH, 'organizations', attributes)).data
    expect(created.attributes).toMatchObject({
      'quite-new-enabled': true,
      'external-id': expect.stringMatching(/^org-/),
      'is-unified': false,
      permissions: { 'can-update': true },
    })
    expect((await user.get(`${PATH}/acme`)).data).toEqual(created)
  })

  it('is for users only: organization and team tokens get 404', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const organization = await owner.call('POST', `${PATH}/acme/authentication-token`)
    const { teamId } = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    const team = await owner.call('POST', `/api/v2/teams/${teamId}/authentication-token`)
    for (const { data } of [organization, team]) {
      const answer = await api.withToken(String(data.attributes['token'])).post(PATH, 'organizations', { name: 'other', email: 'a@b.c' })
      expect(problemsOf(answer)).toEqual([[undefined, 'only users can create organizations']])
      expect(answer.status).toBe(404)
    }
  })

  it('creates one organization for two concurrent requests with the same name', async () => {
    const api = await start()
    const [one, other] = await Promise.all([api.user('ada'), api.user('bob')])
    const wanted = { name: 'acme', email: 'a@b.c' }
    const answers = await Promise.all([one, other, one, other].map((user) => user.post(PATH, 'organizations', wanted)))
    expect(statusesOf(answers)).toEqual([201, 422, 422, 422])
  })
})
