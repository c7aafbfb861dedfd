// What becomes of a document, as a browser would read it: the HTML is parsed again by the rules of browsers.
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { describe, expect, it } from 'vitest'
import { createHighlighter } from './code/highlighter.ts'
import type { DocumentLinks } from './html/document-links.ts'
import { renderMarkdown } from './render-markdown.ts'

const LINKS: DocumentLinks = { path: 'docs/guide/README.md', pages: '/source', files: '/raw?path=', remoteImages: false }
const ATTRIBUTES = /^(href|src|alt|title|id|class|name|rel|loading|referrerpolicy|align|width|height|open|type|disabled|checked)$/

interface Found {
  name: string
  attributes: Record<string, string>
}

async function rendered(markdown: string, links: Partial<DocumentLinks> = {}): Promise<string> {
  return await renderMarkdown(markdown, { ...LINKS, ...links })
}

function elementsOf(html: string): Found[] {
  const found: Found[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node) => {
    if ('attrs' in node)
      found.push({ name: node.tagName, attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])) })
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(parseFragment(html))
  return found
}

const attributesOf = (html: string, wanted: string, attribute: string) =>
  elementsOf(html).flatMap(({ name, attributes }) => (name === wanted ? [attributes[attribute]] : []))

describe('a hostile document', () => {
  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['a script in a picture', '<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>'],
    [
      'a script hidden in mathematics',
      '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    ],
    ['a script hidden in a comment', '<!--><script>alert(1)</script>-->'],
    ['a script hidden in other raw text', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">'],
    ['a script behind a text area', '<textarea></textarea><script>alert(1)</script>'],
    ['a script in a template', '<template><script>alert(1)</script></template>'],
    ['a frame', '<iframe src="https://elsewhere.example" srcdoc="<script>alert(1)</script>"></iframe>'],
    ['an object', '<object data="https://elsewhere.example"></object><embed src="https://elsewhere.example">'],
    ['a form', '<form action="https://elsewhere.example"><input name=password><button formaction="javascript:alert(1)">Go</button></form>'],
    ['a stylesheet', '<style>@import "https://elsewhere.example"</style><link rel=stylesheet href="https://elsewhere.example">'],
    ['a base for addresses', '<base href="https://elsewhere.example/"><meta http-equiv=refresh content="0;url=https://elsewhere.example">'],
    [
      'handlers',
      '<p onclick="alert(1)" onmouseover=alert(1)>x</p><img src=x.png onerror=alert(1)><details ontoggle=alert(1) open>x</details>',
    ],
    ['styles', '<p style="position:fixed;inset:0;background:url(https://elsewhere.example)">x</p>'],
    ['media', '<video src="https://elsewhere.example" autoplay></video><audio src="https://elsewhere.example"></audio>'],
    [
      'other sources of images',
      '<picture><source srcset="https://elsewhere.example/x"><img src=x.png srcset="https://elsewhere.example/x 2x"></picture>',
    ],
    ['classes of the page', '<div class="shell mantine-Modal-root">x</div><span class="code-keyword">x</span>'],
    [
      'data for components',
      '<p data-mantine-color-scheme="dark" data-x="1" aria-hidden="true" role="alert" tabindex="1" slot="x" is="x">x</p>',
    ],
  ])('with %s keeps only what is harmless', async (_, html) => {
    for (const markdown of [html, `Text ${html} text`, `| a |\n|---|\n| ${html} |\n`]) {
      const elements = elementsOf(await rendered(markdown))
      expect(
        elements.filter(({ name }) => !/^(p|div|span|details|summary|img|a|table|thead|tbody|tr|th|td|input|br|button)$/.test(name)),
      ).toEqual([])
      expect(elements.filter(({ name }) => name === 'button' || name === 'form')).toEqual([])
      for (const { attributes } of elements) {
        const { tabindex: _focusable, 'aria-label': _label, ...others } = attributes
        expect(Object.keys(others).filter((name) => !ATTRIBUTES.test(name))).toEqual([])
        expect(Object.values(others).join(' ')).not.toMatch(/javascript|elsewhere\.example|mantine|shell|code-keyword/)
      }
    }
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'java&#10;script:alert(1)',
    '&#1;javascript:alert(1)',
    '&#106;avascript&colon;alert(1)',
    'vbscript:x',
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'blob:https://elsewhere.example/1',
    'file:///etc/passwd',
    '//elsewhere.example/x',
    '/\\elsewhere.example/x',
    '\\\\elsewhere.example\\x',
    '/&#9;/elsewhere.example',
    '../../../../out-of-the-package',
    '%2e%2e/%2e%2e/%2e%2e/out-of-the-package',
  ])('cannot lead to %j', async (address) => {
    const html = await rendered(`<a href="${address}">link</a> <img src="${address}" alt="image">`)
    expect(attributesOf(html, 'a', 'href')).toEqual([undefined])
    expect(attributesOf(html, 'img', 'src')).toEqual([])
    expect(html).toContain('link')
  })

  it('cannot take an id or a name of the page', async () => {
    const html = await rendered(
      '# root\n\n<p id="root">x</p><a name="location">x</a><a id="user-content-x">x</a>\n\ntext[^root]\n\n[^root]: note',
    )
    const taken = elementsOf(html).flatMap(({ attributes }) => [attributes['id'], attributes['name']].filter((id) => id !== undefined))
    expect(taken.length).toBeGreaterThan(4)
    for (const id of taken) expect(id).toMatch(/^user-content-/)
  })

  it('cannot grow beyond measure: references to one long address, and rows that are filled up', async () => {
    const long = `https://elsewhere.example/${'x'.repeat(50_000)}`
    const references = await rendered(`${'[a] '.repeat(5000)}\n\n[a]: ${long}\n`)
    expect(references.length).toBeLessThan(2_000_000)
    const columns = 1000
    const table = await rendered(`${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n${'b\n'.repeat(1000)}`)
    expect(table.length).toBeLessThan(1_000_000)
  })
})

describe('links and images', () => {
  it('lead to the source and the files of the package, from where the document is', async () => {
    const html = await rendered(
      '[a](main.tf) [b](../other.md#part) [c](/root.tf?x=1) [d](./größe%20x.tf) [e](..) [f](#a-heading) ' +
        '[g](https://example.com/x) [h](mailto:ann@example.com) ![i](../net.png) ![j](/docs/a%20b.svg)',
    )
    expect(attributesOf(html, 'a', 'href')).toEqual([
      '/source/docs/guide/main.tf',
      '/source/docs/other.md#part',
      '/source/root.tf',
      '/source/docs/guide/gr%C3%B6%C3%9Fe%20x.tf',
      '/source/docs',
      '#user-content-a-heading',
      'https://example.com/x',
      'mailto:ann@example.com',
    ])
    expect(attributesOf(html, 'a', 'rel').slice(-2)).toEqual(Array(2).fill('noopener noreferrer nofollow'))
    expect(attributesOf(html, 'img', 'src')).toEqual(['/raw?path=docs%2Fnet.png', '/raw?path=docs%2Fa%20b.svg'])
  })

  const BADGES = '[![build](https://badges.example/b.svg)](https://ci.example) ![plain](http://badges.example/p.svg "title")'

  it('load nothing from another host, but say what is there', async () => {
    const html = await rendered(BADGES)
    expect(attributesOf(html, 'img', 'src')).toEqual([])
    expect(attributesOf(html, 'a', 'href')).toEqual(['https://ci.example/', 'http://badges.example/p.svg'])
    expect(html.match(/External image: badges\.example/g)).toHaveLength(2)
  })

  it('load images of other hosts over HTTPS where that is allowed, and do not say who reads', async () => {
    const html = await rendered(BADGES, { remoteImages: true })
    expect(elementsOf(html).filter(({ name }) => name === 'img')).toEqual([
      {
        name: 'img',
        attributes: { src: 'https://badges.example/b.svg', alt: 'build', loading: 'lazy', referrerpolicy: 'no-referrer' },
      },
    ])
  })
})

describe('a document', () => {
  it('leaves the first level of headings to the page, and gives each an id of its own, and leaves no gap', async () => {
    const html = await rendered('# Network\n\n## Usage\n\n## Usage\n\n###### Deep\n\n# End\n')
    expect(elementsOf(html)).toEqual([
      { name: 'h2', attributes: { id: 'user-content-network' } },
      { name: 'h3', attributes: { id: 'user-content-usage' } },
      { name: 'h3', attributes: { id: 'user-content-usage-1' } },
      { name: 'h4', attributes: { id: 'user-content-deep' } },
      { name: 'h2', attributes: { id: 'user-content-end' } },
    ])
  })

  it.each([
    ['<!-- BEGIN_TF_DOCS -->', '<!-- END_TF_DOCS -->'],
    ['<!-- BEGINNING OF PRE-COMMIT-TERRAFORM DOCS HOOK -->', '<!-- END OF PRE-COMMIT-TERRAFORM DOCS HOOK -->'],
  ])('folds what terraform-docs wrote between %s and %s', async (begin, end) => {
    const html = await rendered(`# Network\n\n${begin}\n## Inputs\n\n| Name |\n|------|\n| cidr |\n${end}\n\n## License\n`)
    expect(html).toMatch(
      /<details class="terraform-docs"><summary>Generated documentation<\/summary>[^]*Inputs[^]*cidr[^]*<\/details>[^]*License/,
    )
  })

  it('shows alerts as GitHub does', async () => {
    const html = await rendered('> [!WARNING]\n> Costs **money**.\n\n> [!NOTE] no alert\n')
    expect(html).toMatch(/<div class="markdown-alert markdown-alert-warning">\s*<p class="markdown-alert-title">Warning<\/p>\s*<p>Costs/)
    expect(html).toMatch(/<blockquote>\s*<p>\[!NOTE\] no alert/)
  })

  it('has code with classes and without styles', async () => {
    const html = await renderMarkdown('```hcl\nmodule "vpc" { # <b>\n}\n```\n\n```unknown\n<b>\n```\n', LINKS, createHighlighter())
    expect(html).toMatch(/<pre class="code" tabindex="0" data-language="hcl"><code>.*<span class="code-comment"># &#x3C;b>\s*<\/span>/)
    expect(html).toMatch(/<pre class="code" tabindex="0"><code>&#x3C;b>\n<\/code>/)
    expect(html).not.toContain('style=')
  })

  it('names the boxes of tasks, and lets wide tables scroll', async () => {
    const html = await rendered('- [x] done\n- [ ] open\n\n| a |\n|---|\n| 1 |\n')
    expect(attributesOf(html, 'input', 'aria-label')).toEqual(['Completed task', 'Incomplete task'])
    expect(html).toContain('<div class="document-table" tabindex="0"><table>')
  })
})
