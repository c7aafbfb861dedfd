// Strict Semantic Versioning 2.0.0 (https://semver.org): registry versions have no leading `v`, no missing parts, no leading zeros.

/** A parsed version. Numbers stay digits: JavaScript's are exact only below 2^53. */
export interface Version {
  /** The version as written, for example `1.2.0-rc.1+build.7`. */
  text: string
  major: string
  minor: string
  patch: string
  prerelease: string[]
  build: string
}

/** Longer texts are not versions here. Bounds sort keys and columns. */
export const MAX_VERSION_LENGTH = 255
/** Terraform and OpenTofu read a version's numbers into 64 bits, signed. They skip a version that does not fit. */
export const MAX_VERSION_NUMBER = '9223372036854775807'

const NUMERIC = '0|[1-9]\\d*'
const IDENTIFIER = `(?:${NUMERIC}|\\d*[A-Za-z-][0-9A-Za-z-]*)`
const VERSION = new RegExp(
  `^(${NUMERIC})\\.(${NUMERIC})\\.(${NUMERIC})(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?$`,
)

/** @returns the version, or undefined when the text is not one (a version has no leading `v`), or no client can read it */
export function parseVersion(text: string): Version | undefined {
  const version = parseUnbounded(text)
  return version === undefined || hasHugeNumber(version) ? undefined : version
}

function parseUnbounded(text: string): Version | undefined {
  if (text.length > MAX_VERSION_LENGTH) return undefined
  const match = VERSION.exec(text)
  if (match === null) return undefined
  const [, major = '', minor = '', patch = '', prerelease, build = ''] = match
  return { text, major, minor, patch, prerelease: prerelease === undefined ? [] : prerelease.split('.'), build }
}

/** Those of a pre-release count too: clients compare a larger one as text, so the order would depend on who compares. */
function hasHugeNumber({ major, minor, patch, prerelease }: Version): boolean {
  return [major, minor, patch, ...prerelease.filter(isNumeric)].some((digits) => compareNumbers(digits, MAX_VERSION_NUMBER) > 0)
}

/** @returns what is wrong with a version, as the rest of a sentence; undefined when nothing is */
export function versionProblem(text: string): string | undefined {
  if (parseVersion(text) !== undefined) return undefined
  if (text.length > MAX_VERSION_LENGTH) return `is longer than ${MAX_VERSION_LENGTH} characters`
  if (parseUnbounded(text) !== undefined) return `has a number above ${MAX_VERSION_NUMBER}, which Terraform cannot read`
  return 'is not a semantic version such as 1.0.0'
}

/** @returns the version without its build metadata. Versions with the same precedence have the same text here. */
export function withoutBuild(version: string): string {
  return version.split('+', 1)[0] ?? version
}

/** Whether the version has a pre-release part (`1.0.0-rc.1`). */
export function isPrerelease(version: Version): boolean {
  return version.prerelease.length > 0
}

/** SemVer precedence: negative when `a` is lower, 0 when they differ at most in build metadata. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  )
}

function compareNumbers(a: string, b: string): number {
  return a.length - b.length || compareText(a, b)
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function comparePrereleases(a: string[], b: string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length
  for (const [index, left] of a.entries()) {
    const right = b[index]
    if (right === undefined) return 1
    const order = compareIdentifiers(left, right)
    if (order !== 0) return order
  }
  return a.length - b.length
}

function compareIdentifiers(a: string, b: string): number {
  const aIsNumber = isNumeric(a)
  if (aIsNumber !== isNumeric(b)) return aIsNumber ? -1 : 1
  return aIsNumber ? compareNumbers(a, b) : compareText(a, b)
}

function isNumeric(identifier: string): boolean {
  return /^\d+$/.test(identifier)
}

/**
 * A sort key in ASCII. Its byte order (SQLite BINARY, PostgreSQL COLLATE "C") is SemVer precedence. Build metadata comes last and
 * makes the order total.
 *
 * Numbers are written as three digits of length and the digits. Then `1` and the pre-release identifiers, or `2` for a release. An
 * identifier is `1` and a number, or `2`, its text and `!` (lower than anything in a text); `0` ends the list, lower than any identifier.
 */
export function versionSortKey(version: Version): string {
  return precedenceSortKey(version) + version.build
}

/** The part of the sort key before the build metadata. No other precedence begins with it. */
export function precedenceSortKey(version: Version): string {
  const core = sortableNumber(version.major) + sortableNumber(version.minor) + sortableNumber(version.patch)
  const identifiers = version.prerelease.map((identifier) => (isNumeric(identifier) ? `1${sortableNumber(identifier)}` : `2${identifier}!`))
  const rest = isPrerelease(version) ? `1${identifiers.join('')}0` : '2'
  return core + rest
}

function sortableNumber(digits: string): string {
  return String(digits.length).padStart(3, '0') + digits
}

/** The version of a git tag, or why it has none. `reason` is a sentence for users. */
export type TagVersion = { version: string } | { rejected: 'wrong_prefix' | 'not_semver'; reason: string }

/** Parses a tag such as `v1.2.0` or, with the prefix `vpc/`, `vpc/v1.2.0`. Drops one `v` after the prefix. */
export function versionFromTag(tag: string, tagPrefix = ''): TagVersion {
  if (!tag.startsWith(tagPrefix)) {
    return { rejected: 'wrong_prefix', reason: `The tag "${tag}" does not start with the tag prefix "${tagPrefix}".` }
  }
  const rest = tag.slice(tagPrefix.length)
  const version = rest.startsWith('v') ? rest.slice(1) : rest
  if (parseVersion(version) !== undefined) return { version }
  return { rejected: 'not_semver', reason: explainTag(tag, version, tagPrefix) }
}

function explainTag(tag: string, version: string, tagPrefix: string): string {
  const after = tagPrefix === '' ? `The tag "${tag}"` : `The part of the tag "${tag}" after the prefix "${tagPrefix}"`
  if (version.length > MAX_VERSION_LENGTH || parseUnbounded(version) !== undefined) return `${after} ${versionProblem(version)}.`
  if (/^\d+(\.\d+)?$/.test(version))
    return `${after} has only ${version.includes('.') ? 'two numbers' : 'one number'}; a semantic version has three, such as 1.2.0.`
  if (/^\d+(\.\d+){3,}/.test(version)) return `${after} has more than three numbers; a semantic version has three, such as 1.2.0.`
  if (/(^|[.-])0\d+(\.|-|\+|$)/.test(version)) return `${after} has a number with a leading zero, which Semantic Versioning does not allow.`
  return `${after} is not a semantic version such as 1.2.0 or v1.2.0-rc.1.`
}
