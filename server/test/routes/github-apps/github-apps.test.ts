import { expect, it } from 'vitest'
import { describeApi } from '../../support/api.ts'
import { insertGithubApp } from '../../support/github-app-rows.ts'
import { expectResource } from '../../support/json-api-shape.ts'

const LIST = '/api/v2/organizations/acme/github-apps'

describeApi('github-apps', (start) => {
  it('are listed without their secrets, and deleted with their installations', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { id } = await insertGithubApp(api.database, 'acme')
    const answer = await owner.get(LIST)
    const [app] = answer.list
    if (app !== undefined) expectResource(app, 'github-apps')
    expect(app).toMatchObject({
      id,
      attributes: {
        name: 'Terrace',
        slug: 'terrace',
        'app-id': 7,
        'install-url': 'https://github.example.com/apps/terrace/installations/new',
      },
    })
    expect(answer.text).not.toContain('sealed')
    expect((await owner.delete(`/api/v2/github-apps/${id}`)).status).toBe(204)
    expect((await owner.get(LIST)).list).toEqual([])
    for (const table of ['github_app_installations', 'oauth_clients', 'oauth_tokens'] as const) {
      expect(await api.database.selectFrom(table).selectAll().execute()).toEqual([])
    }
  })

  it('are deleted only by those who manage connections', async () => {
    const api = await start()
    const owner = await api.founder('acme')
    const { id } = await insertGithubApp(api.database, 'acme')
    const publisher = await api.member(owner, 'acme', 'pat', { 'manage-modules': true })
    for (const caller of [publisher, await api.founder('other')])
      expect((await caller.delete(`/api/v2/github-apps/${id}`)).status).toBe(404)
    expect((await api.anonymous.delete(`/api/v2/github-apps/${id}`)).status).toBe(401)
    expect((await publisher.get(LIST)).list.map((each) => each.id)).toEqual([id])
  })
})
