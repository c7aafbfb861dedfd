// GitHub's alerts: block quotes that begin with a line such as `[!NOTE]`.
import type { Blockquote, Paragraph, Root } from 'mdast'
import { visit } from 'unist-util-visit'

const KINDS = ['note', 'tip', 'important', 'warning', 'caution'] as const
type Kind = (typeof KINDS)[number]

/** Only where nothing else is on the line, as on GitHub. */
const MARKER = /^\[!(\w+)\][ \t]*(?:\n|$)/

/** Turns them into `div`s with a title, of the classes `markdown-alert` and `markdown-alert-KIND`. */
export function markAlerts() {
  return (tree: Root): void => {
    visit(tree, 'blockquote', (quote) => {
      const kind = kindOf(quote)
      if (kind !== undefined) turnIntoAlert(quote, kind)
    })
  }
}

function kindOf({ children: [first] }: Blockquote): Kind | undefined {
  const [text] = first?.type === 'paragraph' ? first.children : []
  const word = text?.type === 'text' ? MARKER.exec(text.value)?.[1]?.toLowerCase() : undefined
  return KINDS.find((kind) => kind === word)
}

function turnIntoAlert(quote: Blockquote, kind: Kind): void {
  removeMarker(quote)
  quote.data = { hName: 'div', hProperties: { className: ['markdown-alert', `markdown-alert-${kind}`] } }
  quote.children.unshift(titleOf(kind))
}

function removeMarker(quote: Blockquote): void {
  const [first] = quote.children
  const [text] = first?.type === 'paragraph' ? first.children : []
  if (first?.type !== 'paragraph' || text?.type !== 'text') return
  text.value = text.value.replace(MARKER, '')
  if (text.value === '') first.children.shift()
  if (first.children.length === 0) quote.children.shift()
}

function titleOf(kind: Kind): Paragraph {
  const title = kind.charAt(0).toUpperCase() + kind.slice(1)
  return { type: 'paragraph', data: { hProperties: { className: ['markdown-alert-title'] } }, children: [{ type: 'text', value: title }] }
}
