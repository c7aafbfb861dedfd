// The order of versions, and what may be said about one by its number alone: https://semver.org/#spec-item-11

export interface Version {
  core: readonly [number, number, number]
  /** empty for a release */
  prerelease: readonly string[]
}

export function parseVersion(text: string): Version {
  const [withoutBuild = ''] = text.split('+')
  const dash = withoutBuild.indexOf('-')
  const [core, prerelease] = dash === -1 ? [withoutBuild, ''] : [withoutBuild.slice(0, dash), withoutBuild.slice(dash + 1)]
  const [major = 0, minor = 0, patch = 0] = core.split('.').map(Number)
  return { core: [major, minor, patch], prerelease: prerelease === '' ? [] : prerelease.split('.') }
}

export function isPrerelease(text: string): boolean {
  return parseVersion(text).prerelease.length > 0
}

/** Newest first. */
export function byVersion(one: string, other: string): number {
  const [a, b] = [parseVersion(one), parseVersion(other)]
  const core = a.core.map((number, index) => (b.core[index] ?? 0) - number).find((difference) => difference !== 0)
  return core ?? comparePrereleases(a.prerelease, b.prerelease)
}

function comparePrereleases(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return one.length - other.length
  for (const [index, part] of one.entries()) {
    const against = other[index]
    if (against === undefined) return -1
    if (part !== against) return compareParts(part, against)
  }
  return 1
}

/** Numbers by value, before words. */
function compareParts(one: string, other: string): number {
  const [a, b] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (a && b) return Number(other) - Number(one)
  if (a !== b) return a ? 1 : -1
  return one < other ? 1 : -1
}
