import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { refusal } from '../../support/json-api-shape.ts'

const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

describeApi('PATCH and DELETE oauth-tokens', (start) => {
  it('accepts an SSH key, and shows only that there is one', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const path = `/api/v2/oauth-tokens/${await api.connect(owner, 'acme')}`
    const answer = await owner.patch(path, 'oauth-tokens', { 'ssh-key': KEY })
    expect(answer.status).toBe(200)
    expect(answer.data.attributes['has-ssh-key']).toBe(true)
    expect(answer.text).not.toContain('PRIVATE')
    expect((await owner.get(path)).data).toEqual(answer.data)
    const wrong = await owner.patch(path, 'oauth-tokens', { 'ssh-key': 'no key' })
    expect(refusal(wrong)).toEqual([422, '/data/attributes/ssh-key'])
    expect(wrong.text).toContain('Ssh key is invalid')
  })

  it('is for those who manage connections', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const path = `/api/v2/oauth-tokens/${await api.connect(owner, 'acme')}`
    const publisher = await api.member(owner, 'acme', 'mo', { 'manage-modules': true })
    for (const caller of [publisher, await api.founder('other')]) {
      expect((await caller.patch(path, 'oauth-tokens', { 'ssh-key': KEY })).status).toBe(404)
      expect((await caller.delete(path)).status).toBe(404)
    }
    expect((await owner.get(path)).data.attributes['has-ssh-key']).toBe(false)
  })

  it('deletes a token and keeps its client', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const path = `/api/v2/oauth-tokens/${await api.connect(owner, 'acme')}`
    expect((await owner.delete(path)).status).toBe(204)
    expect((await owner.get(path)).status).toBe(404)
    expect((await owner.delete(path)).status).toBe(404)
    const [client] = (await owner.get('/api/v2/organizations/acme/oauth-clients')).list
    expect(client?.relationships['oauth-tokens']?.data).toEqual([])
  })
})
