// JSON:API documents in the form of HCP Terraform.
import type { Page } from '../../../kernel/index.ts'

export interface ResourceIdentifier {
  id: string
  type: string
}

/** To-one relationships always carry `data`: the official Go client reads a links-only relationship as absent. */
export interface Relationship {
  data?: ResourceIdentifier | ResourceIdentifier[] | null
  links?: Record<string, string | null>
}

export interface Resource extends ResourceIdentifier {
  attributes: Record<string, unknown>
  relationships?: Record<string, Relationship>
  links?: Record<string, string | null>
}

export interface Document {
  data: Resource | Resource[]
  included?: Resource[]
}

/** The pagination of a list. HCP Terraform sends it both as `links` and as `meta.pagination`. */
export function pagedDocument<Item>(
  page: Page<Item>,
  render: (item: Item) => Resource,
  self: string,
): Document & { links: Record<string, string | null>; meta: { pagination: Record<string, number | null> } } {
  const { number, size } = page.request
  const totalPages = Math.max(1, Math.ceil(page.totalCount / size))
  const previous = number > 1 ? Math.min(number - 1, totalPages) : null
  const next = number < totalPages ? number + 1 : null
  const at = (target: number | null): string | null => (target === null ? null : pageUrl(self, target, size))
  return {
    data: page.items.map(render),
    links: { self: at(number), first: at(1), prev: at(previous), next: at(next), last: at(totalPages) },
    meta: {
      pagination: {
        'current-page': number,
        'page-size': size,
        'prev-page': previous,
        'next-page': next,
        'total-pages': totalPages,
        'total-count': page.totalCount,
      },
    },
  }
}

function pageUrl(self: string, number: number, size: number): string {
  const url = new URL(self)
  url.searchParams.set('page[number]', String(number))
  url.searchParams.set('page[size]', String(size))
  return url.href
}

/** go-tfe refuses timestamps that do not end in a literal `Z`. */
export function timestamp(milliseconds: number): string
export function timestamp(milliseconds: number | null): string | null
export function timestamp(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}
