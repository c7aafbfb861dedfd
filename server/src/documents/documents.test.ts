import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { type DocumentLimits, Documents, type StoredDocument } from './documents.ts'

let documents: Documents
let now = 0
afterEach(async () => await documents.close())

function start(limits: Partial<DocumentLimits> = {}): void {
  now = 0
  documents = new Documents({ clock: { now: () => now }, logger: pino({ level: 'silent' }), limits })
}

function stored(text: string, changes: Partial<StoredDocument> = {}): StoredDocument & { reads: () => number } {
  let reads = 0
  return {
    key: text.slice(0, 50),
    path: 'README.md',
    organization: 'org-1',
    links: { pages: '/source', files: '/raw?path=', remoteImages: false },
    isCut: false,
    text: async () => {
      reads += 1
      return text
    },
    reads: () => reads,
    ...changes,
  }
}

describe('a document', () => {
  it('is rendered once for all who read it, and again where links lead elsewhere', async () => {
    start()
    const document = stored('[a](main.tf)')
    const [one, other] = await Promise.all([documents.html(document), documents.html(document)])
    expect([one, other, await documents.html(document)]).toEqual(Array(3).fill('<p><a href="/source/main.tf">a</a></p>'))
    expect(document.reads()).toBe(1)
    expect(await documents.html({ ...document, links: { ...document.links, pages: '/elsewhere' } })).toContain('/elsewhere/main.tf')
  })

  it('that is no Markdown stays as it is', async () => {
    start()
    expect(await documents.html(stored('# <b>', { path: 'README.txt' }))).toBe('<pre class="code" tabindex="0">\n# &lt;b&gt;</pre>')
  })

  it('of which only the beginning is there says so, and leads to the whole', async () => {
    start()
    const html = await documents.html(stored('# Long', { path: 'docs/READ ME.md', isCut: true }))
    expect(html).toMatch(/^<h2 id="user-content-long">Long<\/h2>\n<p class="document-note">.*<a href="\/source\/docs\/READ%20ME\.md">/)
  })

  it.each([
    ['quotes in quotes', `${'>'.repeat(20_000)} a`],
    ['lists in lists', `${'- '.repeat(20_000)}a`],
    ['elements in elements', '<div>'.repeat(20_000)],
    ['brackets', '['.repeat(200_000)],
    ['emphasis', '*a **a '.repeat(30_000)],
    ['runs of backticks', Array.from({ length: 700 }, (_, length) => '`'.repeat(length)).join(' a ')],
    ['HTML that never ends', '<b><i>'.repeat(30_000)],
  ])('with %s ends in time, as text or as HTML, and does not keep others from theirs', async (_, text) => {
    start({ maxCpuMs: 1500 })
    const html = await documents.html(stored(text))
    expect(html).not.toMatch(/<(script|style)/)
    expect(html.length).toBeGreaterThan(text.length / 10)
    expect(await documents.html(stored('# Next'))).toBe('<h2 id="user-content-next">Next</h2>')
  })

  it('that cannot be rendered is text for a while, and then tried again', async () => {
    start({ maxCpuMs: 1, plainForMs: 1000 })
    const document = stored('*a **a '.repeat(20_000))
    expect(await documents.html(document)).toMatch(/^<p class="document-note">This document is shown as plain text/)
    await documents.html(document)
    expect(document.reads()).toBe(1)
    now = 1001
    await documents.html(document)
    expect(document.reads()).toBe(2)
  })
})

describe('a source file', () => {
  it('has as many lines as it was written with, each HTML of its own', async () => {
    start()
    const { language, html } = await documents.code(stored('/* <a>\n\n b */\nx = "${var.y}"\n', { path: 'modules/vpc/main.tf' }))
    expect(language).toBe('hcl')
    const lines = html.split('\n')
    expect(lines.slice(0, 3)).toEqual(['<span class="code-comment">/* &lt;a&gt;</span>', '', '<span class="code-comment"> b */</span>'])
    expect(lines).toHaveLength(5)
    expect(lines[3]).toContain('class="code-string"')
  })

  it.each([
    ['a.tfvars', 'hcl', 'x = true'],
    ['.terraform.lock.hcl', 'hcl', 'x = true'],
    ['a.tf.json', 'json', '{ "x": true }'],
    ['ci.YML', 'yaml', 'x: true'],
    ['README.md', 'markdown', '# x'],
    ['run.sh', 'shell', 'if true; then echo x; fi'],
    ['Dockerfile', 'dockerfile', 'FROM x'],
    ['Makefile', 'makefile', 'x: y'],
    ['main.go', 'go', 'package x'],
    ['x.py', 'python', 'import x'],
  ])('%s is %s', async (path, language, text) => {
    start()
    const code = await documents.code(stored(text, { path }))
    expect(code.language).toBe(language)
    expect(code.html).toMatch(/<span class="code-[a-z]+">/)
  })

  it.each([
    ['of an unknown kind', 'a.unknown', '<b>\n'],
    ['with too many lines', 'a.tf', '<b>\n'.repeat(6000)],
  ])('%s is plain', async (_, path, text) => {
    start()
    expect((await documents.code(stored(text, { path }))).html).toBe(text.replaceAll('<b>', '&lt;b&gt;'))
  })
})
