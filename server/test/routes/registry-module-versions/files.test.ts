// The files of a version: listed, and read one by one from the stored archive.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi, PUBLIC_URL, REGISTRY } from '../../support/api.ts'

const MODULE = '/api/v2/organizations/acme/registry-modules/private/acme/label/null'
const FILES = `${MODULE}/versions/1.0.0/files`
const PAGE = '<script>alert(1)</script>\n'
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>\n'
const ZIP = "lib/größe (1)'.zip"
const CONTENT = {
  'main.tf': 'variable "name" {}\n',
  'docs/page.html': PAGE,
  'docs/net.svg': PICTURE,
  [ZIP]: 'PK\u0000\u0001',
  empty: '',
}

async function published(api: Api, files: Record<string, string> = CONTENT): Promise<Caller> {
  const owner = await api.founder('acme')
  await api.publish(owner, 'acme', { files })
  await api.runJobs()
  return owner
}

const raw = (path: string) => `${FILES}/raw?path=${encodeURIComponent(path)}`

async function archiveOf(api: Api, owner: Caller): Promise<string> {
  const { headers } = await owner.get(`${REGISTRY}/acme/label/null/1.0.0/download`)
  const address = (headers['x-terraform-get'] ?? '').slice(PUBLIC_URL.length)
  return join(api.dataDirectory, 'objects', /object\/([^?]*)/.exec(address)?.[1] ?? '')
}

describeApi('the files of a version', (start) => {
  it('are listed with their sizes', async () => {
    const api = await start()
    const owner = await published(api)
    const { list } = await owner.get(FILES)
    const files = list.map(({ type, attributes }) => [type, attributes['path'], attributes['size']])
    const expected = Object.entries(CONTENT).map(([path, content]) => ['registry-module-files', path, content.length])
    expect(files).toHaveLength(expected.length)
    expect(files).toEqual(expect.arrayContaining(expected))
  })

  it('are read one by one, and nothing in them runs', async () => {
    const api = await start()
    const owner = await published(api)
    for (const [path, type] of [
      ['main.tf', 'text/plain; charset=utf-8'],
      ['docs/page.html', 'text/plain; charset=utf-8'],
      ['docs/net.svg', 'image/svg+xml'],
      [ZIP, 'application/octet-stream'],
      ['empty', 'text/plain; charset=utf-8'],
    ] as const) {
      const { status, text, headers } = await owner.get(raw(path))
      expect([path, status, text]).toEqual([path, 200, CONTENT[path]])
      expect(headers).toMatchObject({ 'content-type': type, 'x-content-type-options': 'nosniff' })
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/)
      const name = "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe%20%281%29%27.zip"
      expect(headers['content-disposition']).toBe(path === ZIP ? name : undefined)
      expect((await owner.get(raw(path), { 'if-none-match': String(headers['etag']) })).status).toBe(304)
    }
  })

  it('do not exist for another organization, in another version or under another path', async () => {
    const api = await start()
    const owner = await published(api)
    const stranger = await api.founder('other')
    for (const address of [FILES, raw('main.tf')]) {
      expect((await stranger.get(address)).status).toBe(404)
      expect((await api.anonymous.get(address)).status).toBe(401)
      expect((await owner.get(address.replace('1.0.0', '9.9.9'))).status).toBe(404)
    }
    for (const path of ['', '/main.tf', '../main.tf', 'docs', 'MAIN.TF', './main.tf'])
      expect([path, (await owner.get(raw(path))).status]).toEqual([path, 404])
    expect((await owner.get(`${FILES}/raw`)).status).toBe(404)
  })

  it('are read from an archive of an earlier release, too', async () => {
    const api = await start()
    // What is in an archive is remembered under its hash.
    const files = { ...CONTENT, 'older.tf': '# older\n' }
    const owner = await published(api, files)
    const archive = await archiveOf(api, owner)
    await writeFile(archive, gzipSync(gunzipSync(await readFile(archive))))
    await api.database.deleteFrom('archive_contents').execute()
    for (const [path, content] of Object.entries(files)) expect((await owner.get(raw(path))).text).toBe(content)
  })

  it('are refused when the archive is damaged, and that is put on record', async () => {
    const api = await start()
    const owner = await published(api)
    const archive = await archiveOf(api, owner)
    const bytes = await readFile(archive)
    await writeFile(archive, bytes.fill(0xff, 10, bytes.length - 10))
    const refused = await owner.get(raw('main.tf'))
    expect([refused.status, refused.text]).toEqual([503, expect.stringMatching(/restore it from a backup/)])
    expect((await owner.get(`${MODULE}/version?module_version=1.0.0`)).data.attributes['archive-problem']).toBe('damaged')
  })
})
