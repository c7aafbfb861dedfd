import type { Root } from 'hast'
import { visit } from 'unist-util-visit'

const MAX_LEVEL = 6

/** Numbers headings from two, because the page around the document has the `h1`, and without gaps that authors have left. */
export function shiftHeadings() {
  return (tree: Root): void => {
    const around: number[] = []
    visit(tree, 'element', (element) => {
      const level = Number(/^h([1-6])$/.exec(element.tagName)?.[1] ?? 0)
      if (level === 0) return
      while ((around.at(-1) ?? 0) >= level) around.pop()
      around.push(level)
      element.tagName = `h${Math.min(around.length + 1, MAX_LEVEL)}`
    })
  }
}
