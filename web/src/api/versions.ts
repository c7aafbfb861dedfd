// What may be said about a version by its number alone: https://semver.org

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
