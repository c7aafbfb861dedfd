// The README and the changelog of a version as HTML, and its source files as highlighted lines.
import { expect, it } from 'vitest'
import { type Api, type Caller, describeApi } from '../../support/api.ts'
import { siteAdmin } from '../../support/site-admin.ts'

const MODULE = '/api/v2/organizations/acme/registry-modules/private/acme/label/null'
const VERSION = `${MODULE}/versions/1.0.0`
const PAGES = '/app/acme/registry/modules/private/acme/label/null/1.0.0/source'
const LONG_README = `# Long\n\n${'A sentence with **words** in it, and more of them.\n\n'.repeat(20_000)}`
const FILES = {
  'README.md': '# Label\n\n[code](main.tf) ![net](docs/net.png) ![badge](https://badges.example/b.svg) <script>alert(1)</script>\n',
  'main.tf': '# names <b>\nvariable "name" {}\n',
  'modules/deep/readme.md': '# Deep\n\n[up](../../main.tf)\n',
  'modules/deep/main.tf': '',
  'modules/long/README.md': LONG_README,
  'modules/plain/README': '# <plain>\n',
  'examples/bare/main.tf': '',
  'CHANGELOG.md': '## 1.0.0\n\n- First\n',
  'large.tf': '# a line of a large file\n'.repeat(30_000),
  'picture.png': 'PNG\u0000\u0001',
}

async function published(api: Api): Promise<Caller> {
  const owner = await api.founder('acme')
  await api.publish(owner, 'acme', { files: FILES })
  await api.runJobs()
  return owner
}

const readme = (path: string) => `${VERSION}/readme?path=${encodeURIComponent(path)}`
const highlighted = (path: string) => `${VERSION}/files/highlighted?path=${encodeURIComponent(path)}`

describeApi('the documents of a version', (start) => {
  it('are HTML that leads to the source and the files of the version', async () => {
    const api = await start()
    const owner = await published(api)
    const { status, text, headers } = await owner.get(`${VERSION}/readme`)
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'private, no-cache'])
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; img-src 'self'; .*sandbox$/)
    expect(text).toContain('<h2 id="user-content-label">Label</h2>')
    expect(text).toContain(`<a href="${PAGES}/main.tf">code</a>`)
    expect(text).toContain(
      `src="/api/v2/organizations/acme/registry-modules/private/acme/label/null/versions/1.0.0/files/raw?path=docs%2Fnet.png"`,
    )
    expect(text).not.toMatch(/<script|alert|src="https/)
    expect((await owner.get(`${VERSION}/readme`, { 'if-none-match': String(headers['etag']) })).status).toBe(304)
    expect((await owner.get(`${MODULE}/versions/latest/readme`)).text).toBe(text)
    expect((await owner.get(`${VERSION}/changelog`)).text).toMatch(/<h2 id="user-content-100">1\.0\.0<\/h2>/)
  })

  it('are those of submodules, too', async () => {
    const api = await start()
    const owner = await published(api)
    for (const path of ['modules/deep', 'modules/deep/'])
      expect((await owner.get(readme(path))).text).toContain(`<a href="${PAGES}/main.tf">up</a>`)
    expect((await owner.get(readme('modules/plain'))).text).toBe('<pre class="code" tabindex="0">\n# &lt;plain&gt;\n</pre>')
    for (const path of ['examples/bare', 'modules', 'nowhere', '../..']) expect((await owner.get(readme(path))).status).toBe(404)
  })

  it('of a megabyte show their beginning, and lead to the rest', async () => {
    const api = await start()
    const owner = await published(api)
    const { status, text } = await owner.get(readme('modules/long'))
    expect(status).toBe(200)
    expect(text).toMatch(/^<h2 id="user-content-long">/)
    expect(text).toMatch(new RegExp(`Only the beginning is shown. <a href="${PAGES}/modules/long/README.md">[^]*$`))
    expect(text.match(/<strong>words/g)?.length).toBeGreaterThan(4000)
  })

  it('load images of other hosts when the organization that reads allows them', async () => {
    const api = await start()
    const owner = await published(api)
    expect((await owner.get(`${VERSION}/readme`)).text).toContain('External image: badges.example')
    await owner.patch('/api/v2/organizations/acme', 'organizations', { 'allow-remote-images': true })
    const { text, headers } = await owner.get(`${VERSION}/readme`)
    expect(text).toContain('<img src="https://badges.example/b.svg" alt="badge" loading="lazy" referrerpolicy="no-referrer">')
    expect(headers['content-security-policy']).toContain("img-src 'self' https:;")
  })

  it('of a shared module are read by those it is shared with, whose own setting decides on images', async () => {
    const api = await start()
    const owner = await published(api)
    const buyer = await api.founder('buyers')
    const shared = { data: [{ id: 'buyers', type: 'organizations' }] }
    const admin = await siteAdmin(api)
    await admin.call('PATCH', '/api/v2/admin/organizations/acme/relationships/module-consumers', { body: shared })
    await owner.patch('/api/v2/organizations/acme', 'organizations', { 'allow-remote-images': true })
    const theirs = VERSION.replace('organizations/acme', 'organizations/buyers')
    const { status, text } = await buyer.get(`${theirs}/readme`)
    expect([status, text]).toEqual([200, expect.stringContaining('External image: badges.example')])
    expect(text).toContain('<a href="/app/buyers/registry/modules/private/acme/label/null/1.0.0/source/main.tf">')
    expect((await buyer.get(`${theirs}/files/highlighted?path=main.tf`)).status).toBe(200)
  })

  it('do not exist for another organization, or in another version', async () => {
    const api = await start()
    const owner = await published(api)
    const stranger = await api.founder('other')
    for (const address of [`${VERSION}/readme`, `${VERSION}/changelog`, highlighted('main.tf')]) {
      expect((await stranger.get(address)).status).toBe(404)
      expect((await stranger.get(address.replaceAll('acme', 'other'))).status).toBe(404)
      expect((await api.anonymous.get(address)).status).toBe(401)
      expect((await owner.get(address.replace('1.0.0', '9.9.9'))).status).toBe(404)
    }
  })
})

describeApi('the source files of a version', (start) => {
  it('are lines of HTML with classes', async () => {
    const api = await start()
    const owner = await published(api)
    const { data } = await owner.get(highlighted('main.tf'))
    expect(data.attributes).toMatchObject({ path: 'main.tf', size: 31, language: 'hcl', 'is-cut': false })
    const lines = data.attributes['lines'] as string[]
    expect(lines).toHaveLength(2)
    expect(lines[0]).toBe('<span class="code-comment"># names &lt;b&gt;</span>')
    expect(lines[1]).toMatch(/^<span class="code-keyword">variable<\/span> .*name.*\{\}/)
  })

  it('are plain when they are large, and have no lines when they are not text', async () => {
    const api = await start()
    const owner = await published(api)
    const large = (await owner.get(highlighted('large.tf'))).data.attributes
    expect(large).toMatchObject({ size: 750_000, language: 'hcl', 'is-cut': true })
    const lines = large['lines'] as string[]
    expect([lines.length, new Set(lines)]).toEqual([Math.floor((512 * 1024) / 25), new Set(['# a line of a large file'])])
    expect((await owner.get(highlighted('picture.png'))).data.attributes).toMatchObject({ lines: null, language: null, 'is-cut': false })
    for (const path of ['', 'nothing.tf', '../main.tf']) expect((await owner.get(highlighted(path))).status).toBe(404)
    expect((await owner.get(`${VERSION}/files/highlighted`)).status).toBe(404)
  })
})
