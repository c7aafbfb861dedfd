// Sources of this registry, in what modules call.
import { isMet, readConstraints } from '../../versions/constraint.ts'
import { readVersion } from '../../versions/version.ts'

export interface OwnSource {
  namespace: string
  name: string
  provider: string
}

/** @param ownHost of this registry @returns undefined for a source that another place has */
export function ownSourceOf(source: string, ownHost: string): OwnSource | undefined {
  const [host = '', namespace, name, provider, ...rest] = source.split('//', 1)[0]?.split('/') ?? []
  if (host.toLowerCase() !== ownHost || namespace === undefined || name === undefined || provider === undefined || rest.length > 0)
    return undefined
  return { namespace, name, provider }
}

/** What a constraint makes of the newest version, in words. Empty when nothing is known. */
export function newestUnder(constraint: string, newest: string | null): string {
  const version = readVersion(newest ?? '')
  if (version === undefined) return ''
  const constraints = constraint === '' ? [] : readConstraints(constraint)
  const isAllowed = constraints?.every((each) => isMet(each, version))
  return isAllowed === false ? `excludes the newest, ${version.text}` : `newest is ${version.text}`
}
