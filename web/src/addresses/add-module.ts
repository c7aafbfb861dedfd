// The address of the page that publishes a module. All that was chosen is in it, so that nothing is lost on the way.

export const ADD = '/$org/registry/modules/add'

/** From a repository to its module. */
export const STEPS = ['repository', 'settings', 'import'] as const
export type Step = (typeof STEPS)[number]

const SIDES = ['upload', 'several'] as const
type Side = (typeof SIDES)[number]

const TEXTS = ['connection', 'identifier', 'q', 'name', 'provider', 'branch', 'version', 'prefix', 'directory'] as const

export interface AddSearch extends Partial<Record<(typeof TEXTS)[number], string>> {
  /** `upload` is for modules without a repository, `several` for repositories with many */
  step?: Step | Side
  /** of the list of repositories */
  page?: number
  /** only repositories that can be published as they are */
  ready?: true
}

export function addSearch(given: Record<string, unknown>): AddSearch {
  const { step, page, ready } = given
  const found: AddSearch = {}
  for (const name of TEXTS) {
    const value = given[name]
    // The router reads `1` as a number, and `null`, a provider, as null.
    const isText = value === null || ['string', 'number', 'boolean'].includes(typeof value)
    if (isText && value !== '') found[name] = String(value)
  }
  if ([...STEPS, ...SIDES].includes(step as Step)) found.step = step as Step | Side
  if (typeof page === 'number' && Number.isInteger(page) && page > 1) found.page = page
  if (ready === true) found.ready = true
  return found
}

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The reader has seen the import begin. */
    isWatched?: true
  }
}
