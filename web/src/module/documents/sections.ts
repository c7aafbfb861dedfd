// Finds the parts of a document that the server has rendered.

export interface Heading {
  /** for addresses */
  name: string
  text: string
  level: number
}

const ID_PREFIX = 'user-content-'
const HEADINGS = 'h2, h3, h4, h5, h6'
/** Of the page's heading above a section. */
const FIRST_LEVEL = 2

function bodyOf(html: string): HTMLElement {
  // A document of its own: nothing in it is loaded.
  return new DOMParser().parseFromString(html, 'text/html').body
}

/** Of the first two levels, without what is folded. */
export function headingsOf(html: string): Heading[] {
  const found = [...bodyOf(html).querySelectorAll('h2[id], h3[id]')].filter((heading) => heading.closest('details') === null)
  return found.map((heading) => ({
    name: heading.id.replace(ID_PREFIX, ''),
    text: heading.textContent.trim(),
    level: levelOf(heading),
  }))
}

/** @returns what stands below the heading with the version, up to the next of its level; undefined when there is none */
export function sectionOf(html: string, version: string): string | undefined {
  const heading = [...bodyOf(html).querySelectorAll(HEADINGS)].find(({ textContent }) => names(textContent, version))
  if (heading === undefined) return undefined
  const section = document.createElement('div')
  while (heading.nextElementSibling !== null && !ends(heading.nextElementSibling, heading)) section.append(heading.nextElementSibling)
  for (const inner of section.querySelectorAll(HEADINGS)) shift(inner, FIRST_LEVEL - levelOf(heading))
  return section.innerHTML
}

/** Without its id: the whole document may be shown on the same page. */
function shift(heading: Element, levels: number): void {
  const shifted = document.createElement(`h${levelOf(heading) + levels}`)
  shifted.append(...heading.childNodes)
  heading.replaceWith(shifted)
}

function ends(element: Element, heading: Element): boolean {
  return element.matches(HEADINGS) && levelOf(element) <= levelOf(heading)
}

/** `1.2.0` is not in `1.2.0-rc.1`, nor in `11.2.0`. */
function names(text: string, version: string): boolean {
  return text.split(/[\s()[\],:]+/).some((word) => word.replace(/^v/, '') === version)
}

function levelOf({ tagName }: Element): number {
  return Number(tagName.slice(1))
}
