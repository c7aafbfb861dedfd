import type { Element, Root } from 'hast'
import { visit } from 'unist-util-visit'
import { readAddress } from './address.ts'
import { type DocumentLinks, directoryOf, pageOf } from './document-links.ts'
import { packagePath } from './package-path.ts'
import { ID_PREFIX } from './safe-html.ts'

const TO_STRANGERS = ['noopener', 'noreferrer', 'nofollow']

/** Points links to the pages of the package. Those that may lead nowhere stay as text. */
export function pointLinks(links: DocumentLinks) {
  return (tree: Root): void => {
    visit(tree, { type: 'element', tagName: 'a' }, (element) => {
      const { href } = element.properties
      if (typeof href === 'string') pointLink(element, href, links)
    })
  }
}

function pointLink({ properties }: Element, href: string, links: DocumentLinks): void {
  const address = readAddress(href)
  delete properties['href']
  if (address?.kind === 'anchor') properties['href'] = anchor(address.fragment)
  if (address?.kind === 'relative') {
    const path = packagePath(directoryOf(links), address.path)
    if (path !== undefined) properties['href'] = pageOf(path, links) + (address.fragment === '' ? '' : `#${address.fragment}`)
  }
  if (address?.kind === 'web' || address?.kind === 'mail') Object.assign(properties, { href: address.url, rel: TO_STRANGERS })
}

/** To an id of the document, which has the prefix. */
function anchor(fragment: string): string {
  return fragment === '' || fragment.startsWith(ID_PREFIX) ? `#${fragment}` : `#${ID_PREFIX}${fragment}`
}
