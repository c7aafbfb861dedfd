// Archives uploaded to the same URL in turn: the last one acknowledged before publication counts.
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import { expect, it, vi } from 'vitest'
import { type Api, describeApi, PUBLIC_URL, REGISTRY } from '../support/api.ts'

const COLLECTION = '/api/v2/organizations/acme/registry-modules'
const MODULE = `${COLLECTION}/private/acme/x/y`

function archive(files: Record<string, string>): Promise<Buffer> {
  const tar = pack()
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content)
  tar.finalize()
  return buffer(tar.pipe(createGzip()))
}
const describing = (text: string) => archive({ 'main.tf': `output "which" {\n  value = "${text}"\n}\n`, 'README.md': `# ${text}\n` })
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function withVersion(api: Api) {
  const owner = await api.founder('acme')
  await owner.post(COLLECTION, 'registry-modules', { name: 'x', provider: 'y' })
  const { data } = await owner.post(`${MODULE}/versions`, 'registry-module-versions', { version: '1.0.0' })
  const path = String(data.links['upload']).slice(PUBLIC_URL.length)
  const put = async (body: Buffer) => (await api.anonymous.call('PUT', path, { body })).status
  const row = () => api.database.selectFrom('registry_module_versions').selectAll().executeTakeFirstOrThrow()
  const readme = async () => (await owner.get(`${REGISTRY}/acme/x/y/1.0.0`)).json['root']
  const diagnostics = async () => (await owner.get(`${REGISTRY}/acme/x/y/1.0.0`)).json['diagnostics'] as Record<string, unknown>[]
  /** Runs after the server inspects the first archive, and before it publishes the result. */
  const whileFirstIsImported = (happens: () => Promise<unknown>) => {
    const { sandbox } = api.app.work
    const prepare = sandbox.prepare.bind(sandbox)
    vi.spyOn(sandbox, 'prepare').mockImplementationOnce(async (request) => {
      const outcome = await prepare(request)
      await happens()
      return outcome
    })
  }
  return { owner, put, row, readme, diagnostics, whileFirstIsImported }
}

describeApi('archives put to the same address', (start) => {
  it('are published from the last acknowledged archive, even when it arrives during an import', async () => {
    const api = await start()
    const { put, row, readme, whileFirstIsImported } = await withVersion(api)
    const [first, second] = await Promise.all([describing('first'), describing('second')])
    whileFirstIsImported(async () => expect(await put(second)).toBe(200))
    expect(await put(first)).toBe(200)
    await api.runJobs()
    expect(await row()).toMatchObject({ status: 'ok', upload_sha256: digest(second), error: null })
    expect(await readme()).toMatchObject({ readme: expect.stringContaining('second') })
  })

  it('are not refused for an error in an archive that was replaced in time', async () => {
    const api = await start()
    const { put, row, whileFirstIsImported } = await withVersion(api)
    const [broken, good] = await Promise.all([archive({ 'main.tf': 'variable {' }), describing('good')])
    whileFirstIsImported(async () => expect(await put(good)).toBe(200))
    expect(await put(broken)).toBe(200)
    await api.runJobs()
    expect(await row()).toMatchObject({ status: 'ok', upload_sha256: digest(good), error: null })
  })

  it('are published as stored when two arrive concurrently and are recorded out of order', async () => {
    const api = await start()
    const { put, row, readme } = await withVersion(api)
    const [noted, stored] = await Promise.all([describing('noted'), describing('stored')])
    expect(await put(stored)).toBe(200)
    const { id } = await row()
    await api.app.modules.uploads.received({ id, key: '', size: noted.length, sha256: digest(noted) })
    await api.runJobs()
    // Long enough for the next attempt of the job.
    api.clock.advance(60_000)
    await api.runJobs()
    expect(await row()).toMatchObject({ status: 'ok', upload_sha256: digest(stored), error: null })
    expect(await readme()).toMatchObject({ readme: expect.stringContaining('stored') })
  })

  it('are published without links that lead nowhere and without what Terraform left behind, and say so', async () => {
    const api = await start()
    const { put, row, diagnostics } = await withVersion(api)
    const tar = pack()
    tar.entry({ name: './main.tf' }, 'module "gone" {\n  source = "./modules/gone"\n}\n')
    tar.entry({ name: './test/terraform.tfvars', type: 'symlink', linkname: '../shared/terraform.tfvars' })
    tar.entry({ name: './test/self', type: 'symlink', linkname: 'self' })
    tar.entry({ name: './test/passwd', type: 'symlink', linkname: '/etc/passwd' })
    tar.entry({ name: './.terraform/modules/modules.json' }, '{}')
    tar.entry({ name: './terraform.tfstate' }, '{}')
    tar.finalize()
    expect(await put(await buffer(tar.pipe(createGzip())))).toBe(200)
    await api.runJobs()
    expect(await row()).toMatchObject({ status: 'ok', error: null })
    expect((await diagnostics()).map(({ severity, summary, file, line }) => [severity, summary, file, line])).toEqual([
      ['warning', 'File left out', '.terraform', 1],
      ['warning', 'File left out', 'terraform.tfstate', 1],
      ['warning', 'Broken link', 'test/terraform.tfvars', 1],
      ['warning', 'Broken link', 'test/self', 1],
      ['warning', 'Broken link', 'test/passwd', 1],
      ['error', 'Module source not found', 'main.tf', 1],
    ])
  })

  it('that are packed alike keep what was noticed of each', async () => {
    const api = await start()
    const { owner, put, row, diagnostics } = await withVersion(api)
    const files = { 'main.tf': '# 1\n' }
    await put(await archive(files))
    await api.runJobs()
    expect(await diagnostics()).toEqual([])
    const first = (await row()).archive_sha256
    const { data } = await owner.post(`${MODULE}/versions`, 'registry-module-versions', { version: '2.0.0' })
    const path = String(data.links['upload']).slice(PUBLIC_URL.length)
    await api.anonymous.call('PUT', path, { body: await archive({ ...files, 'terraform.tfstate': '{}' }) })
    await api.runJobs()
    const second = await owner.get(`${REGISTRY}/acme/x/y/2.0.0`)
    expect(second.json).toMatchObject({ archive_checksum: `sha256:${first}`, diagnostics: [{ file: 'terraform.tfstate' }] })
  })

  it('change nothing after publication: the same archive is accepted again, another is not', async () => {
    const api = await start()
    const { put, row } = await withVersion(api)
    const [published, other] = await Promise.all([describing('published'), describing('other')])
    await put(published)
    await api.runJobs()
    const before = await row()
    expect([await put(published), await put(other)]).toEqual([200, 409])
    await api.runJobs()
    expect(await row()).toEqual(before)
  })
})
