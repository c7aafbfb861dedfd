// The process that renders documents, as it is installed: a file of the bundle.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createManagementApi } from '../support/management-api.ts'
import { buildRepository } from '../support/repository-builder.ts'
import { startServer } from '../support/running-server.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'terrace-documents-'))
})
afterEach(async () => await rm(directory, { recursive: true, force: true, maxRetries: 5 }))

it('an installed server renders and highlights', async () => {
  const repository = await buildRepository(join(directory, 'git/platform/terraform-null-label.git'))
  await repository.commit({ files: { 'README.md': '# Label\n', 'main.tf': 'locals {}\n', 'ci.yaml': 'on: push\n' }, tags: ['v1.0.0'] })
  const server = await startServer({ dataDirectory: join(directory, 'data'), settings: { TERRACE_ALLOW_FILE_REMOTES: 'on' } })
  try {
    const token = await server.userWithToken('ada')
    const api = createManagementApi({ url: server.url }, token)
    await api.createOrganization('acme')
    const oauthTokenId = await api.connect('acme', { 'http-url': pathToFileURL(join(directory, 'git')).href })
    await api.publish('acme', oauthTokenId, [{ 'vcs-repo': { identifier: 'platform/terraform-null-label' } }])
    const get = async (path: string) => {
      const version = '/api/v2/organizations/acme/registry-modules/private/acme/label/null/versions/1.0.0'
      return await (await fetch(`${server.url}${version}${path}`, { headers: { authorization: `Bearer ${token}` } })).text()
    }
    expect(await get('/readme')).toBe('<h2 id="user-content-label">Label</h2>')
    expect(await get('/files/highlighted?path=main.tf')).toContain('code-keyword')
    expect(await get('/files/highlighted?path=ci.yaml')).toContain('code-')
  } finally {
    await server.stop()
  }
})
