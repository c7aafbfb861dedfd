// What a document may contain, whoever wrote it. Everything else is removed; the text of unknown elements stays.
import type { Options as Schema } from 'rehype-sanitize'

/** Before every id, so that no heading can take the place of an id of the page. GitHub's own. */
export const ID_PREFIX = 'user-content-'

/** The class of a folded block of terraform-docs. */
export const GENERATED_DOCS = 'terraform-docs'

const TABLE = ['table', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td']
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']
const BLOCKS = ['p', 'div', 'section', 'blockquote', 'pre', 'hr', 'br', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'details', 'summary']
const INLINE = [
  'a',
  'b',
  'code',
  'del',
  'em',
  'i',
  'img',
  'ins',
  'kbd',
  'q',
  's',
  'samp',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'tt',
  'var',
]
const RUBY = ['ruby', 'rp', 'rt']

const ALIGN: [string, ...string[]] = ['align', 'left', 'right', 'center', 'justify']
const SIZE: [string, RegExp] = ['width', /^\d{1,4}%?$/]
const HEIGHT: [string, RegExp] = ['height', /^\d{1,4}%?$/]

/** Without styles, scripts, forms and frames; classes only where a renderer of ours sets them. */
export const SAFE_HTML: Schema = {
  // `input` is the box of a task, and nothing else.
  tagNames: [...TABLE, ...HEADINGS, ...BLOCKS, ...INLINE, ...RUBY, 'input'],
  attributes: {
    a: ['href', 'name', 'dataFootnoteBackref', 'dataFootnoteRef', 'ariaDescribedBy', 'ariaLabel', ['className', 'data-footnote-backref']],
    code: [['className', /^language-./]],
    details: ['open', ['className', GENERATED_DOCS]],
    div: [ALIGN, ['className', /^markdown-alert(-(note|tip|important|warning|caution))?$/]],
    p: [ALIGN, ['className', 'markdown-alert-title']],
    h2: [['className', 'sr-only']],
    img: ['src', 'alt', ALIGN, SIZE, HEIGHT],
    input: [['disabled', true], ['type', 'checkbox'], 'checked'],
    li: ['value', ['className', 'task-list-item']],
    ol: ['start', 'reversed', ['className', 'contains-task-list']],
    ul: [['className', 'contains-task-list']],
    section: ['dataFootnotes', ['className', 'footnotes']],
    table: [ALIGN],
    td: [ALIGN, 'colSpan', 'rowSpan'],
    th: [ALIGN, 'colSpan', 'rowSpan', 'scope'],
    '*': ['id', 'title', 'lang', ['dir', 'ltr', 'rtl', 'auto']],
  },
  required: { input: { disabled: true, type: 'checkbox' } },
  ancestors: Object.fromEntries(TABLE.slice(1).map((name) => [name, ['table']])),
  clobber: ['ariaDescribedBy', 'id', 'name'],
  clobberPrefix: ID_PREFIX,
  // What is in these is no text.
  strip: ['script', 'style', 'title', 'template', 'iframe', 'noscript', 'object', 'svg', 'math', 'textarea', 'select'],
}
