import type { Root } from 'hast'
import { visit } from 'unist-util-visit'

/** Shifts headings by one: the page around the document has the `h1`. */
export function shiftHeadings() {
  return (tree: Root): void => {
    visit(tree, 'element', (element) => {
      const level = /^h([1-5])$/.exec(element.tagName)?.[1]
      if (level !== undefined) element.tagName = `h${Number(level) + 1}`
    })
  }
}
