// What people need who read with a keyboard or a screen reader, and what authors of Markdown cannot write.
import type { Element, Root } from 'hast'
import { visit } from 'unist-util-visit'

/** Names the boxes of tasks, lets wide tables and code scroll by keyboard, and leaves no heading of a table empty. */
export function makeReachable() {
  return (tree: Root): void => {
    visit(tree, 'element', (element, index, parent) => {
      const { tagName, properties, children } = element
      if (tagName === 'input') properties['ariaLabel'] = properties['checked'] === true ? 'Completed task' : 'Incomplete task'
      if (tagName === 'pre') Object.assign(properties, { className: ['code'], tabIndex: 0 })
      if (tagName === 'th' && children.length === 0) element.tagName = 'td'
      if (tagName === 'table' && parent !== undefined && index !== undefined && !isScrolled(parent)) {
        parent.children[index] = scrolled(element)
        return index
      }
      return undefined
    })
  }
}

const TABLE = 'document-table'

function scrolled(table: Element): Element {
  return { type: 'element', tagName: 'div', properties: { className: [TABLE], tabIndex: 0 }, children: [table] }
}

function isScrolled(parent: Root | Element): boolean {
  const classes = parent.type === 'element' ? parent.properties['className'] : undefined
  return Array.isArray(classes) && classes.includes(TABLE)
}
