import { expect, it } from 'vitest'
import { describeApi } from '../support/api.ts'

describeApi('service discovery', (start) => {
  it('lists the services for everybody, relative to the requested address', async () => {
    const api = await start()
    for (const caller of [api.anonymous, api.withToken('expired'), await api.user('ada')]) {
      const answer = await caller.get('/.well-known/terraform.json', { accept: 'application/json' })
      expect(answer.status).toBe(200)
      expect(answer.headers['content-type']).toMatch(/^application\/json/)
      expect(answer.json).toEqual({
        'login.v1': {
          client: 'terraform-cli',
          grant_types: ['authz_code'],
          authz: '/oauth/authorize',
          token: '/oauth/token',
          ports: [10_000, 10_010],
        },
        'modules.v1': '/api/registry/v1/modules/',
        'tfe.v2': '/api/v2/',
        'tfe.v2.1': '/api/v2/',
        'tfe.v2.2': '/api/v2/',
      })
    }
  })

  it('answers the ping of every client, with the headers it reads and without a body', async () => {
    const api = await start()
    const answer = await api.anonymous.get('/api/v2/ping', { accept: 'application/vnd.api+json' })
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect(answer.headers).toMatchObject({ 'tfp-api-version': '2.6', 'tfp-appname': 'HCP Terraform' })
    expect(answer.headers['content-type']).toBeUndefined()
    expect((await api.anonymous.get('/api/v2/ping/')).status).toBe(204)
  })

  it('names the product in every response of the API, as configured', async () => {
    const asHcp = await start()
    const asOther = await start({ settings: { TERRACE_APP_NAME: 'Terraform Enterprise' } })
    for (const path of ['/api/v2/ping', '/api/v2/account/details', '/api/v2/nothing']) {
      const { headers } = await asHcp.anonymous.get(path)
      expect([path, headers['tfp-api-version'], headers['tfp-appname']]).toEqual([path, '2.6', 'HCP Terraform'])
      expect(headers['x-tfe-current-version']).toBeUndefined()
      const other = (await asOther.anonymous.get(path)).headers
      expect([path, other['tfp-api-version'], other['tfp-appname']]).toEqual([path, '2.6', 'Terraform Enterprise'])
      expect(other['x-tfe-current-version']).toMatch(/^\d+\.\d+\.\d+$/)
    }
  })

  it('answers unknown addresses with 404 and JSON, in the format of their protocol', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    for (const path of ['/api/v2/stacks', '/api/v2/organizations/acme/policies', '/api/v2/organizations/acme/none/at/all', '/api/v2']) {
      for (const method of ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']) {
        const answer = await owner.call(method, path, method === 'GET' ? {} : { body: {} })
        expect([method, path, answer.status]).toEqual([method, path, 404])
        expect(answer.errors[0]).toMatchObject({ status: '404', title: 'not found' })
        expect(answer.headers['content-type']).toBe('application/vnd.api+json; charset=utf-8')
      }
    }
    for (const path of ['/api/registry/v1/modules/a/b/c/d/e', '/api/registry/public/v1/modules/a/b/c', '/nothing']) {
      const answer = await owner.get(path)
      expect([path, answer.status, answer.json]).toEqual([path, 404, expect.objectContaining({})])
    }
  })
})
