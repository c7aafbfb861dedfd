// What the page answers to "What would I get?".
import type { Choice } from '../../versions/choice.ts'

/** Where nothing fits, in the words of Terraform. @param source with the host @param revoked whose download is refused */
export function answerTo({ chosen, newest }: Choice, source: string, revoked: ReadonlySet<string>): string {
  if (chosen !== undefined) {
    const end = revoked.has(chosen) ? ' Its download is then refused, because it is revoked.' : ''
    return `Terraform and OpenTofu would choose ${chosen}.${end}`
  }
  if (newest === undefined) return `Module "${source}" has no versions available on ${source.split('/')[0]}.`
  return (
    `There is no available version of module "${source}" which matches the given version constraint. ` +
    `The newest available version is ${newest}.`
  )
}

interface LookedAt {
  revoked: ReadonlySet<string>
  /** the chosen one first */
  fitting: readonly string[]
  refusals: ReadonlyMap<string, string>
}

/** @param client its version @returns what continues the answer */
export function adviceFor(client: string, { fitting, refusals, revoked }: LookedAt): string {
  const [chosen] = fitting
  if (chosen === undefined || !refusals.has(chosen)) return ''
  const runs = fitting.find((version) => !refusals.has(version) && !revoked.has(version))
  return runs === undefined ? ` ${client} runs none that fits.` : ` ${client} does not run it. The newest that it runs is ${runs}.`
}
