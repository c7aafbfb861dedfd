// Reads what authors of descriptions use of Markdown. The rest stays as they wrote it.

export type Block = { kind: 'text'; text: string } | { kind: 'code'; text: string } | { kind: 'list'; items: string[] }
export type Span = { kind: 'plain' | 'code' | 'strong'; text: string } | { kind: 'link'; text: string; href: string }

const FENCE = /^\s*(?:`{3,}|~{3,})/
const BULLET = /^\s*[-*+] +/
const SPANS = /(?<code>`[^`\n]+`)|\*\*(?<strong>[^*\n]+)\*\*|(?<!!)\[(?<label>[^[\]\n]+)\]\((?<href>https?:\/\/[^\s()<>]+)\)/g

/** Paragraphs, lists and fenced code. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let isCode = false
  let isNew = true
  for (const line of text.trim().split(/\r?\n/)) {
    const last = isNew ? undefined : blocks.at(-1)
    isNew = false
    if (FENCE.test(line)) {
      isCode = !isCode
      isNew = !isCode
      if (isCode) blocks.push({ kind: 'code', text: '' })
    } else if (isCode && last?.kind === 'code') last.text += last.text === '' ? line : `\n${line}`
    else if (line.trim() === '') isNew = true
    else if (BULLET.test(line)) addItem(blocks, last, line.replace(BULLET, ''))
    else if (last?.kind === 'list') last.items.push(`${last.items.pop() ?? ''} ${line.trim()}`)
    else if (last?.kind === 'text') last.text += `\n${line}`
    else blocks.push({ kind: 'text', text: line })
  }
  return blocks
}

function addItem(blocks: Block[], last: Block | undefined, item: string): void {
  if (last?.kind === 'list') last.items.push(item)
  else blocks.push({ kind: 'list', items: [item] })
}

/** Code, bold text and links to the web. */
export function spansOf(text: string): Span[] {
  const spans: Span[] = []
  let end = 0
  for (const match of text.matchAll(SPANS)) {
    if (match.index > end) spans.push({ kind: 'plain', text: text.slice(end, match.index) })
    end = match.index + match[0].length
    const { code, strong, label = '', href } = match.groups ?? {}
    if (code !== undefined) spans.push({ kind: 'code', text: code.slice(1, -1) })
    else if (strong !== undefined) spans.push({ kind: 'strong', text: strong })
    else spans.push({ kind: 'link', text: label, href: href ?? '' })
  }
  if (end < text.length) spans.push({ kind: 'plain', text: text.slice(end) })
  return spans
}
