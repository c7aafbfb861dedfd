/** What the list shows of a module. */
export interface ListedModule {
  module: {
    registryName: string
    namespace: string
    name: string
    provider: string
    description: string
    /** null until one is published */
    latestVersion: string | null
  }
  totals: {
    downloads: number
    /** milliseconds since 1970; null until a version is published */
    lastPublishedAt: number | null
  }
}

/** What the list of an organization's modules begins with. */
export interface FirstList {
  organization: string
  totalCount: number
  modules: readonly ListedModule[]
}
