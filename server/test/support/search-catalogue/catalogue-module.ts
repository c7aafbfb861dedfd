/** A module, described in few lines. */
export interface CatalogueModule {
  name: string
  provider: string
  /** the first paragraph of the README */
  about: string
  /** the rest of it */
  more?: string
  /** `name: description`, separated by semicolons */
  inputs: string
  outputs: string
  resources: string
  submodules?: Record<string, { about: string; inputs: string; resources: string }>
}
