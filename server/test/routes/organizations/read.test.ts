import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { expectResource, NOT_FOUND } from '../../support/json-api-shape.ts'

const PATH = '/api/v2/organizations'

describeApi('GET organizations/:organization', (start) => {
  it('shows members what they may do', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const member = await api.member(owner, 'acme', 'bob', { 'manage-modules': true })
    const answer = await member.get(`${PATH}/acme`)
    expectResource(answer.data, 'organizations')
    expect(answer.data.attributes['permissions']).toMatchObject({
      'can-traverse': true,
      'can-create-module': true,
      'can-manage-no-code-modules': true,
      'can-update': false,
      'can-destroy': false,
      'can-update-oauth': false,
      'can-update-api-token': false,
    })
  })

  it('answers the same for unknown organizations and those of others', async () => {
    const api = await start()
    await api.founder('acme')
    const stranger = await api.founder('other')
    const [foreign, missing] = [await stranger.get(`${PATH}/acme`), await stranger.get(`${PATH}/none`)]
    expect(foreign.errors).toEqual([{ ...NOT_FOUND, status: '404', detail: 'organization acme not found' }])
    expect(missing.errors).toEqual([{ ...NOT_FOUND, status: '404', detail: 'organization none not found' }])
  })

  it('is found with a trailing slash, and with the name in another case', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { data } = await owner.get(`${PATH}/acme`)
    expect((await owner.get(`${PATH}/acme/`)).data).toEqual(data)
    expect((await owner.get(`${PATH}/ACME`)).data).toEqual(data)
  })

  it('lists the entitlements, of which this registry provides modules, teams and connections', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { data } = await owner.get(`${PATH}/acme/entitlement-set`)
    expectResource(data, 'entitlement-sets')
    expect(data.id).toBe((await owner.get(`${PATH}/acme`)).data.attributes['external-id'])
    expect(data.attributes).toMatchObject({
      'private-module-registry': true,
      teams: true,
      'vcs-integrations': true,
      operations: false,
      'state-storage': false,
      'user-limit': null,
    })
  })
})
