// Constraints as Terraform reads them: https://developer.hashicorp.com/terraform/language/expressions/version-constraints
import { compareVersions, haveSameSegments, readVersion, type TerraformVersion, VERSION } from './version.ts'

type Operator = '=' | '!=' | '>' | '<' | '>=' | '<=' | '~>'

export interface Constraint {
  /** as it was written */
  text: string
  operator: Operator
  version: TerraformVersion
}

/** In the words of Terraform. */
export const INVALID_CONSTRAINT = 'Invalid version constraint: This string does not use correct version constraint syntax.'

const SPACE = '[\\t\\n\\f\\r ]*'
const ONE = new RegExp(`^${SPACE}(?<operator>>=|<=|!=|~>|>|<|=|)${SPACE}(?<version>${VERSION})${SPACE}$`)

/** @returns undefined for what Terraform refuses. Every constraint of the list has to be met. */
export function readConstraints(text: string): Constraint[] | undefined {
  const constraints = text.split(',').map(readOne)
  return constraints.every((each) => each !== undefined) ? constraints : undefined
}

function readOne(text: string): Constraint | undefined {
  const groups = ONE.exec(text)?.groups
  const version = readVersion(groups?.['version'] ?? '')
  if (version === undefined) return undefined
  return { text: text.trim(), operator: (groups?.['operator'] || '=') as Operator, version }
}

export function isMet({ operator, version: wanted }: Constraint, version: TerraformVersion): boolean {
  const order = compareVersions(version, wanted)
  switch (operator) {
    case '=':
      return order === 0
    case '!=':
      return order !== 0
    case '>':
      return isComparable(version, wanted) && order > 0
    case '<':
      return isComparable(version, wanted) && order < 0
    case '>=':
      return isComparable(version, wanted) && order >= 0
    case '<=':
      return isComparable(version, wanted) && order <= 0
    case '~>':
      return isComparable(version, wanted) && order >= 0 && isWithin(version, wanted)
  }
}

/** A pre-release is compared with another of the same version alone. */
function isComparable(version: TerraformVersion, wanted: TerraformVersion): boolean {
  if (version.prerelease === '') return true
  return wanted.prerelease !== '' && haveSameSegments(version, wanted)
}

/** Only the last segment that was written may grow. */
function isWithin(version: TerraformVersion, wanted: TerraformVersion): boolean {
  if (wanted.prerelease !== '' && version.prerelease === '') return false
  if (wanted.segments.length > version.segments.length) return false
  const last = wanted.segments.length - 1
  return (
    wanted.segments.every((segment, index) => index >= wanted.written - 1 || segment === version.segments[index]) &&
    (wanted.segments[last] ?? 0n) <= (version.segments[last] ?? 0n)
  )
}

/** Of a pre-release: whether it is named exactly, the only way to get it. */
export function isNamed(constraints: readonly Constraint[], version: TerraformVersion): boolean {
  // Terraform asks a second library, which reads no leading `v`.
  if (constraints.some(({ text }) => /^[^0-9]*v/.test(text))) return false
  return constraints.some((each) => each.operator === '=' && isMet(each, version))
}
