// Organizations are found without regard to letter case, names of modules with it: in the management API and in the protocol.
import { expect, it } from 'vitest'
import { describeApi, REGISTRY } from '../support/api.ts'

const SPELLINGS = ['Acme', 'acme', 'ACME', 'aCmE']
const ORGANIZATIONS = '/api/v2/organizations'

describeApi('letter case', (start) => {
  it('does not matter in the name of an organization, in either protocol', async () => {
    const api = await start()
    const owner = await api.founder('Acme')
    const { module } = await api.publish(owner, 'Acme')
    await api.runJobs()
    for (const name of SPELLINGS) {
      const versions = await owner.get(`${REGISTRY}/${name}/label/null/versions`)
      expect([name, versions.status, versions.json]).toMatchObject([name, 200, { modules: [{ versions: [{ version: '1.0.0' }] }] }])
      const paths = ['1.0.0/download', 'download', '', '1.0.0', 'downloads/summary']
      const statuses = []
      for (const path of paths) statuses.push((await owner.get(`${REGISTRY}/${name}/label/null/${path}`)).status)
      expect([name, statuses]).toEqual([name, [204, 302, 200, 200, 200]])
      for (const list of [`/${name}`, `/${name}/label`, `?namespace=${name}`, `/search?q=label&namespace=${name}`]) {
        const { modules } = (await owner.get(REGISTRY + list)).json as { modules: { namespace: string }[] }
        expect([list, modules.map(({ namespace }) => namespace)]).toEqual([list, ['Acme']])
      }
      const managed = [
        `${ORGANIZATIONS}/${name}/registry-modules/private/${name}/label/null`,
        `${ORGANIZATIONS}/Acme/registry-modules/private/${name}/label/null`,
        `/api/v2/registry-modules/show/${name}/label/null`,
      ]
      for (const path of managed) expect([path, (await owner.get(path)).data?.id]).toEqual([path, module.id])
      const filtered = (await owner.get(`${ORGANIZATIONS}/acme/registry-modules?filter[organization_name]=${name}`)).list
      expect([name, filtered.map(({ id }) => id)]).toEqual([name, [module.id]])
    }
  })

  it('matters in the name and the provider of a module, in either protocol', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme')
    await api.runJobs()
    for (const address of ['acme/Label/null', 'acme/LABEL/null', 'acme/label/Null']) {
      const paths = [
        `${REGISTRY}/${address}/versions`,
        `${REGISTRY}/${address}`,
        `${ORGANIZATIONS}/acme/registry-modules/private/${address}`,
      ]
      for (const path of paths) expect([path, (await owner.get(path)).status]).toEqual([path, 404])
    }
  })

  it('matters in the namespace of a public module, which is no organization of this server', async () => {
    const api = await start()
    const owner = await api.founder('HashiCorp')
    const path = `${ORGANIZATIONS}/HashiCorp/registry-modules`
    await owner.post(path, 'registry-modules', { name: 'vault', provider: 'aws', namespace: 'hashicorp', 'registry-name': 'public' })
    expect((await owner.get(`${path}/public/hashicorp/vault/aws`)).status).toBe(200)
    expect((await owner.get(`${path}/public/HashiCorp/vault/aws`)).status).toBe(404)
    expect((await owner.get(`${path}?filter[organization_name]=hashicorp`)).list).toHaveLength(1)
  })

  it('does not matter to whoever may see nothing: it is not found in any spelling', async () => {
    const api = await start()
    await api.publish(await api.founder('acme'), 'acme')
    await api.runJobs()
    const stranger = await api.founder('other')
    for (const name of ['acme', 'ACME']) {
      for (const path of ['label/null/versions', 'label/null/1.0.0/download', 'label/null'])
        expect([name, path, (await stranger.get(`${REGISTRY}/${name}/${path}`)).status]).toEqual([name, path, 404])
    }
  })

  it('of a renamed organization is the new one at once, with modules in every spelling', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme')
    await api.runJobs()
    expect((await owner.get(`${REGISTRY}/acme/label/null/versions`)).status).toBe(200)
    expect((await owner.patch(`${ORGANIZATIONS}/acme`, 'organizations', { name: 'ACME' })).status).toBe(200)
    for (const name of ['acme', 'ACME']) {
      const { json } = await owner.get(`${REGISTRY}/${name}/label/null/versions`)
      expect(json).toMatchObject({ modules: [{ versions: [{ version: '1.0.0' }] }] })
      expect((await owner.get(`${REGISTRY}/${name}/label/null`)).json['namespace']).toBe('ACME')
    }
    expect((await owner.patch(`${ORGANIZATIONS}/acme`, 'organizations', { name: 'corp' })).status).toBe(200)
    expect((await owner.get(`${REGISTRY}/acme/label/null/versions`)).status).toBe(404)
    expect((await owner.get(`${REGISTRY}/CORP/label/null/versions`)).status).toBe(200)
  })

  it('fills no memory: a module is kept once, however its organization is spelled', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme')
    await api.runJobs()
    const { catalogue } = api.app.modules
    for (const name of ['ACME', 'Acme']) await owner.get(`${REGISTRY}/${name}/label/null/versions`)
    expect(['acme', 'ACME', 'Acme'].map((name) => catalogue.fresh(`${name}/label/null`) !== undefined)).toEqual([true, false, false])
  })
})
