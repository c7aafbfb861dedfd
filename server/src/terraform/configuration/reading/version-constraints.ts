// The syntax of version constraints: comma-separated versions, each with or without an operator.
import type { FileContext, SourceArgument } from './source-body.ts'

const OPERATOR = String.raw`(?:=|!=|>=?|<=?|~>)?`
const NUMBERS = String.raw`v?\d+(?:\.\d+)*`
const PRERELEASE = String.raw`(?:(?:-\d|-?[A-Za-z~-])[0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*)?`
const METADATA = String.raw`(?:\+[0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*)?`
const CONSTRAINT = new RegExp(`^${OPERATOR}\\s*${NUMBERS}${PRERELEASE}${METADATA}$`)

/** @param text such as `>= 1.2, < 2.0.0` */
export function isVersionConstraint(text: string): boolean {
  return text.split(',').every((part) => CONSTRAINT.test(part.trim()))
}

/** @param text a version constraint */
function namesPrerelease(text: string): boolean {
  return text.split(',').some((part) => /\d(?:-|[A-Za-z~])/.test(part.replace(/\+.*/, '')))
}

/** `required_version` takes no pre-releases: Terraform and OpenTofu refuse them, whatever their own version is. */
export function checkRequiredVersion(
  constraint: string | null,
  at: Pick<SourceArgument, 'offset'> | undefined,
  context: FileContext,
): void {
  checkConstraint(constraint, at, context)
  if (constraint === null || at === undefined || !isVersionConstraint(constraint) || !namesPrerelease(constraint)) return
  const detail = 'required_version must not name a pre-release. Name the release without it.'
  context.tolerate(at.offset, { summary: 'Invalid required_version constraint', detail })
}

/** Reports a constraint that Terraform and OpenTofu cannot read. */
export function checkConstraint(constraint: string | null, at: Pick<SourceArgument, 'offset'> | undefined, context: FileContext): void {
  if (constraint === null || at === undefined || isVersionConstraint(constraint)) return
  const detail = `${JSON.stringify(constraint.slice(0, 80))} is no version constraint. Write one such as ">= 1.2, < 2.0.0".`
  context.tolerate(at.offset, { summary: 'Invalid version constraint', detail })
}
