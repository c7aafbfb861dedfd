// A definition is written once and copied to each of its references, so that a small text can become an immense page.
import type { Definition, Root } from 'mdast'
import { visit } from 'unist-util-visit'

/** Characters of all copies together. */
const MAX_COPIED = 1024 * 1024

/** Removes definitions whose copies would be too many. Their references stay as the text they were. */
export function limitReferences() {
  return (tree: Root): void => {
    const references = new Map<string, number>()
    visit(tree, (node) => {
      if (node.type === 'linkReference' || node.type === 'imageReference')
        references.set(node.identifier, (references.get(node.identifier) ?? 0) + 1)
    })
    const kept = new Set<string>()
    let copied = 0
    visit(tree, 'definition', (definition, index, parent) => {
      if (parent === undefined || index === undefined || kept.has(definition.identifier)) return undefined
      const size = sizeOf(definition) * (references.get(definition.identifier) ?? 0)
      if (copied + size > MAX_COPIED) {
        parent.children.splice(index, 1)
        return index
      }
      copied += size
      kept.add(definition.identifier)
      return undefined
    })
  }
}

function sizeOf({ url, title }: Definition): number {
  return url.length + (title?.length ?? 0)
}
