// Markdown as GitHub reads it, to HTML that a page may show whoever wrote the text.
import rehypeRaw from 'rehype-raw'
import rehypeSanitize from 'rehype-sanitize'
import rehypeSlug from 'rehype-slug'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import type { Highlighter } from './code/highlighter.ts'
import { colourCode } from './html/code-blocks.ts'
import type { DocumentLinks } from './html/document-links.ts'
import { foldGeneratedDocs } from './html/generated-docs.ts'
import { shiftHeadings } from './html/headings.ts'
import { placeImages } from './html/images.ts'
import { pointLinks } from './html/links.ts'
import { makeReachable } from './html/reachable.ts'
import { ID_PREFIX, SAFE_HTML } from './html/safe-html.ts'
import { markAlerts } from './markdown/alerts.ts'
import { limitReferences } from './markdown/reference-limit.ts'
import { limitTables } from './markdown/table-limit.ts'

/** @param highlight none leaves all code plain @returns a fragment */
export async function renderMarkdown(text: string, links: DocumentLinks, highlight?: Highlighter): Promise<string> {
  const file = await unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(markAlerts)
    .use(limitReferences)
    .use(limitTables)
    // Sanitizing gives ids their prefix.
    .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: '' })
    .use(rehypeRaw)
    .use(foldGeneratedDocs)
    .use(rehypeSanitize, SAFE_HTML)
    // From here on, what is added is ours.
    .use(shiftHeadings)
    .use(rehypeSlug, { prefix: ID_PREFIX })
    .use(placeImages, links)
    .use(pointLinks, links)
    .use(makeReachable)
    .use(colourCode, highlight)
    .use(rehypeStringify)
    .process(text)
  return String(file)
}
