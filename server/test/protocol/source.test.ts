import { expect, it } from 'vitest'
import { describeApi, REGISTRY } from '../support/api.ts'

/** Renovate takes `modules[0].source` for the place of repository and changelog when it is an HTTP URL. */
describeApi('the source in the list of versions', (start) => {
  it('is where people find the repository, without credentials, and follows it', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await api.publish(owner, 'acme', { tags: ['v1.0.0'] })
    await api.runJobs()
    const source = async () => {
      // Past the half minute for which the place of a repository is remembered.
      api.clock.advance(31_000)
      const { modules } = (await owner.get(`${REGISTRY}/acme/label/null/versions`)).json as {
        modules: { source: string; versions: unknown }[]
      }
      expect(modules.map(({ versions }) => versions)).toEqual([[{ version: '1.0.0' }]])
      return modules[0]?.source
    }
    expect(await source()).toBe('acme/label/null')
    for (const [url, shown] of [
      ['https://git.example.com/platform/terraform-null-label', 'https://git.example.com/platform/terraform-null-label'],
      ['https://ann:secret@git.example.com/moved', 'https://git.example.com/moved'],
    ] as const) {
      await api.database.updateTable('vcs_repositories').set({ web_url: url }).execute()
      expect(await source()).toBe(shown)
    }
  })

  it('is the address of a module without a repository', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    await owner.post('/api/v2/organizations/acme/registry-modules', 'registry-modules', { name: 'plain', provider: 'null' })
    const { json } = await owner.get(`${REGISTRY}/acme/plain/null/versions`)
    expect(json).toMatchObject({ modules: [{ source: 'acme/plain/null' }] })
  })
})
