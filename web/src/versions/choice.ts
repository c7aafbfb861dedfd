// Which version a client chooses from those that a registry offers, and why not the others.
import { type Constraint, isMet, isNamed } from './constraint.ts'
import { compareVersions, readVersion, type TerraformVersion } from './version.ts'

export type Verdict =
  | { kind: 'chosen' }
  | { kind: 'pre-release' }
  /** @param constraint that it does not meet */
  | { kind: 'excluded'; constraint: string }
  | { kind: 'older'; than: string }

export interface Choice {
  /** undefined when nothing meets the constraints */
  chosen: string | undefined
  /** the newest of all, pre-releases aside; undefined when there is none */
  newest: string | undefined
  verdicts: ReadonlyMap<string, Verdict>
}

/** @param constraints none when a configuration names no version */
export function chooseVersion(offered: readonly string[], constraints: readonly Constraint[]): Choice {
  const known = offered.map(readVersion).filter((version) => version !== undefined)
  const usable = known.filter((version) => version.prerelease === '' || isNamed(constraints, version))
  const chosen = newestOf(usable.filter((version) => constraints.every((each) => isMet(each, version))))
  const verdicts = new Map(
    known.map((version) => [version.text, verdictOf(version, { constraints, chosen, isUsable: usable.includes(version) })]),
  )
  return { chosen: chosen?.text, newest: newestOf(usable)?.text, verdicts }
}

interface Known {
  constraints: readonly Constraint[]
  chosen: TerraformVersion | undefined
  isUsable: boolean
}

function verdictOf(version: TerraformVersion, { constraints, chosen, isUsable }: Known): Verdict {
  if (version === chosen) return { kind: 'chosen' }
  if (!isUsable) return { kind: 'pre-release' }
  const unmet = constraints.find((each) => !isMet(each, version))
  if (unmet !== undefined) return { kind: 'excluded', constraint: unmet.text }
  return { kind: 'older', than: chosen?.text ?? '' }
}

function newestOf(versions: readonly TerraformVersion[]): TerraformVersion | undefined {
  return versions.reduce<TerraformVersion | undefined>(
    (newest, version) => (newest === undefined || compareVersions(version, newest) > 0 ? version : newest),
    undefined,
  )
}
