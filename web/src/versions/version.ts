// Versions as Terraform's library reads and orders them: https://github.com/hashicorp/go-version

export interface TerraformVersion {
  /** at least three */
  segments: readonly bigint[]
  /** how many segments were written */
  written: number
  /** empty for a release */
  prerelease: string
  /** without a leading `v` */
  text: string
}

const PART = '[0-9A-Za-z~-]'
const PARTS = `${PART}*(?:\\.${PART}+)*`
const PRERELEASE = `-(?<number>[0-9]${PARTS})|-?(?<word>[A-Za-z~-]${PARTS})`
/** More than semantic versions: `1`, `v1.2`, `1.2.3.4` and `1.2beta` are versions too. */
export const VERSION = `v?(?<core>[0-9]+(?:\\.[0-9]+)*?)(?:${PRERELEASE})?(?:\\+${PART}${PARTS})?`
const WHOLE = new RegExp(`^${VERSION}$`)
const MIN_SEGMENTS = 3

/** @returns undefined for what is no version */
export function readVersion(text: string): TerraformVersion | undefined {
  const groups = WHOLE.exec(text)?.groups
  if (groups === undefined) return undefined
  const written = (groups['core'] ?? '').split('.').map(BigInt)
  const missing = Array.from({ length: Math.max(0, MIN_SEGMENTS - written.length) }, () => 0n)
  const prerelease = groups['number'] ?? groups['word'] ?? ''
  return { segments: [...written, ...missing], written: written.length, prerelease, text: text.replace(/^v/, '') }
}

/** @returns -1, 0 or 1. Build metadata is not compared. */
export function compareVersions(one: TerraformVersion, other: TerraformVersion): number {
  const length = Math.max(one.segments.length, other.segments.length)
  for (let index = 0; index < length; index++) {
    const [left, right] = [one.segments[index] ?? 0n, other.segments[index] ?? 0n]
    if (left !== right) return left < right ? -1 : 1
  }
  return comparePrereleases(one.prerelease, other.prerelease)
}

export function haveSameSegments(one: TerraformVersion, other: TerraformVersion): boolean {
  return one.segments.length === other.segments.length && one.segments.every((segment, index) => segment === other.segments[index])
}

function comparePrereleases(one: string, other: string): number {
  if (one === other) return 0
  if (one === '') return 1
  if (other === '') return -1
  const [left, right] = [one.split('.'), other.split('.')]
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = compareParts(left[index] ?? '', right[index] ?? '')
    if (difference !== 0) return difference
  }
  return 0
}

/** Numbers come before words. Where one has no more parts, a number of the other comes after, and a word before. */
function compareParts(one: string, other: string): number {
  if (one === other) return 0
  const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (one === '') return isOtherNumber ? -1 : 1
  if (other === '') return isNumber ? 1 : -1
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
  if (isNumber) return BigInt(one) > BigInt(other) ? 1 : -1
  return one > other ? 1 : -1
}
