// What terraform-docs has written into a README: inputs, outputs and resources, which their own pages show better.
import type { Element, ElementContent, Root, RootContent } from 'hast'
import { visit } from 'unist-util-visit'
import { GENERATED_DOCS } from './safe-html.ts'

/** Its own markers, those of older hooks for pre-commit, and those of tools that follow the same custom. */
const MARKERS: readonly { begin: string; end: string }[] = [
  { begin: 'BEGIN_TF_DOCS', end: 'END_TF_DOCS' },
  { begin: 'BEGINNING OF PRE-COMMIT-TERRAFORM DOCS HOOK', end: 'END OF PRE-COMMIT-TERRAFORM DOCS HOOK' },
  { begin: 'BEGINNING OF PRE-COMMIT-OPENTOFU DOCS HOOK', end: 'END OF PRE-COMMIT-OPENTOFU DOCS HOOK' },
  { begin: 'BEGIN TFDOC', end: 'END TFDOC' },
]

const SUMMARY = 'Generated documentation'

type Content = ElementContent | RootContent

/** Folds each block into `details`. A marker without its counterpart folds nothing. */
export function foldGeneratedDocs() {
  return (tree: Root): void => {
    visit(tree, (node) => {
      if ('children' in node && node.children.some(isBegin)) node.children = folded(node.children) as typeof node.children
    })
  }
}

function folded(children: readonly Content[]): Content[] {
  const begin = children.findIndex(isBegin)
  if (begin === -1) return [...children]
  const wanted = MARKERS.find((marker) => marker.begin === wordsOf(children[begin]))?.end
  const length = children.slice(begin).findIndex((child) => wordsOf(child) === wanted)
  if (length === -1) return [...children]
  const block = children.slice(begin + 1, begin + length) as ElementContent[]
  return [...children.slice(0, begin), ...(block.every(isBlank) ? block : [foldOf(block)]), ...folded(children.slice(begin + length + 1))]
}

function foldOf(children: ElementContent[]): Element {
  const summary: Element = { type: 'element', tagName: 'summary', properties: {}, children: [{ type: 'text', value: SUMMARY }] }
  return { type: 'element', tagName: 'details', properties: { className: [GENERATED_DOCS] }, children: [summary, ...children] }
}

function isBegin(child: Content): boolean {
  const words = wordsOf(child)
  return words !== undefined && MARKERS.some(({ begin }) => begin === words)
}

/** @returns what the comment says; some write `<!--- … --->` */
function wordsOf(child: Content | undefined): string | undefined {
  return child?.type === 'comment' ? child.value.replace(/^-/, '').replace(/-$/, '').trim().toUpperCase() : undefined
}

function isBlank(child: Content): boolean {
  return child.type === 'text' && child.value.trim() === ''
}
