import type { Element, ElementContent, Root } from 'hast'
import { toString as textOf } from 'hast-util-to-string'
import { visit } from 'unist-util-visit'
import type { Highlighter, Piece } from '../code/highlighter.ts'
import { type Language, languageNamed } from '../code/languages.ts'

/** @param highlight none leaves all code plain */
export function colourCode(highlight: Highlighter | undefined) {
  return async (tree: Root): Promise<void> => {
    for (const { pre, code } of blocksOf(tree)) {
      const language = languageOf(code)
      delete code.properties['className']
      if (language === undefined) continue
      pre.properties['dataLanguage'] = language
      if (highlight !== undefined) code.children = (await highlight(textOf(code), language)).map(nodeOf)
    }
  }
}

function blocksOf(tree: Root): { pre: Element; code: Element }[] {
  const blocks: { pre: Element; code: Element }[] = []
  visit(tree, { type: 'element', tagName: 'code' }, (code, _index, parent) => {
    if (parent?.type === 'element' && parent.tagName === 'pre') blocks.push({ pre: parent, code })
    else delete code.properties['className']
  })
  return blocks
}

function languageOf({ properties: { className } }: Element): Language | undefined {
  const [name] = Array.isArray(className) ? className : []
  return languageNamed((name ?? '').replace(/^language-/, ''))
}

function nodeOf({ text, class: name }: Piece): ElementContent {
  const children: ElementContent[] = [{ type: 'text', value: text }]
  return name === undefined
    ? { type: 'text', value: text }
    : { type: 'element', tagName: 'span', properties: { className: [name] }, children }
}
