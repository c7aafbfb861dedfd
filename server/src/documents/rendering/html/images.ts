import type { Element, ElementContent, Root } from 'hast'
import { visitParents } from 'unist-util-visit-parents'
import { readAddress } from './address.ts'
import { type DocumentLinks, directoryOf } from './document-links.ts'
import { packagePath } from './package-path.ts'

/**
 * Points images to the files of the package. An image of another host becomes a link, because that host would learn who reads,
 * unless `remoteImages` allows it. What has no usable address stays as its description.
 */
export function placeImages(links: DocumentLinks) {
  return (tree: Root): void => {
    visitParents(tree, { type: 'element', tagName: 'img' }, (image, ancestors) => {
      const parent = ancestors.at(-1)
      const inLink = ancestors.some((each) => each.type === 'element' && each.tagName === 'a')
      if (parent !== undefined) parent.children[parent.children.indexOf(image)] = placed(image, links, inLink)
    })
  }
}

function placed(image: Element, links: DocumentLinks, inLink: boolean): ElementContent {
  const address = readAddress(image.properties['src'] ?? '')
  const description = image.properties['alt'] ?? ''
  if (address?.kind === 'web') {
    if (!links.remoteImages || !address.url.startsWith('https:')) return externalImage(address, description, inLink)
    return shown(image, address.url, description)
  }
  const path = address?.kind === 'relative' && address.path !== '' ? packagePath(directoryOf(links), address.path) : undefined
  if (path === undefined || path === '') return { type: 'text', value: description }
  return shown(image, links.files + encodeURIComponent(path), description)
}

function shown(image: Element, src: string, alt: string): Element {
  Object.assign(image.properties, { src, alt, loading: 'lazy', referrerPolicy: 'no-referrer' })
  return image
}

/** A link cannot be in another one, which keeps its own target. */
function externalImage({ url, host }: { url: string; host: string }, description: string, inLink: boolean): Element {
  const title = description === '' ? {} : { title: description }
  const target = inLink ? {} : { href: url }
  return {
    type: 'element',
    tagName: inLink ? 'span' : 'a',
    properties: { className: ['external-image'], ...target, ...title },
    children: [{ type: 'text', value: `External image: ${host}` }],
  }
}
