// A place in the interface where what was found is.

interface ModulePlace {
  org: string
  registry: 'private' | 'public'
  namespace: string
  name: string
  provider: string
}

export interface Target extends ModulePlace {
  /** undefined for the newest */
  version: string | undefined
  /** of a submodule or example */
  path: string
  /** opens the versions, with this constraint tried */
  tried?: string
}

const MODULE = '/$org/registry/modules/$registry/$namespace/$name/$provider'

/** For the router. */
export function placeOf({ version, path, tried, ...params }: Target) {
  const search = tried === undefined ? {} : { tab: 'versions' as const }
  const hash = tried ? `constraint=${encodeURIComponent(tried)}` : ''
  const common = { search, hash }
  const known = version ?? 'latest'
  if (path !== '') {
    const kind = path.startsWith('examples/') ? 'examples' : 'submodules'
    return { ...common, to: `${MODULE}/$version/${kind}/$` as const, params: { ...params, version: known, _splat: path } }
  }
  if (version === undefined) return { ...common, to: MODULE, params } as const
  return { ...common, to: `${MODULE}/$version`, params: { ...params, version } } as const
}

export function nameOf({ namespace, name, provider, version, path }: Target): string {
  return `${namespace}/${name}/${provider}${path === '' ? '' : `//${path}`}${version === undefined ? '' : ` ${version}`}`
}
