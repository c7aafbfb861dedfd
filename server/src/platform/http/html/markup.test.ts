import { expect, it } from 'vitest'
import { html } from './markup.ts'

it('escapes every value, in text and in attributes', () => {
  const hostile = `"><script>alert('&')</script>`
  expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(
    `<p title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</p>`,
  )
})

it('embeds markup verbatim, concatenates lists, and renders nothing for absent values', () => {
  expect(html`<ul>${['<', 2].map((each) => html`<li>${each}</li>`)}${undefined}${false}</ul>`.text).toBe('<ul><li>&lt;</li><li>2</li></ul>')
})
