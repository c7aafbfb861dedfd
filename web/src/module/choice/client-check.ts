// Whether a version of Terraform or OpenTofu runs what it would choose: https://developer.hashicorp.com/terraform/language/terraform#terraform-required_version
import { useQueries } from '@tanstack/react-query'
import { directoriesQuery, type ListedDirectory, type ModuleAddress } from '../../api/modules.ts'
import type { Choice } from '../../versions/choice.ts'
import { isMet, readConstraints } from '../../versions/constraint.ts'
import { compareVersions, readVersion, type TerraformVersion } from '../../versions/version.ts'
import { useFact } from '../state/fragment.ts'
import { adviceFor } from './words.ts'

export interface ClientCheck {
  problem: string | undefined
  /** continues the answer; empty when there is nothing to advise */
  advice: string
  /** as a sentence; undefined when it runs, and for what was not looked at */
  refusalOf(version: string): string | undefined
}

/** Each is a request. */
const MAX_LOOKED_AT = 10

export interface Circumstances {
  /** of the submodule or example, whose `required_version` counts */
  path: string
  /** Their download is refused. */
  revoked: ReadonlySet<string>
}

/** @param choice undefined until it is known */
export function useClientCheck(address: ModuleAddress, choice: Choice | undefined, { path, revoked }: Circumstances): ClientCheck {
  const [text] = useFact('terraform')
  const client = readVersion(text)
  const fitting = text === '' || client === undefined || choice === undefined ? [] : fittingVersions(choice).slice(0, MAX_LOOKED_AT)
  const answers = useQueries({ queries: fitting.map((version) => ({ ...directoriesQuery(address, version), retry: false })) })
  if (text !== '' && client === undefined) return { problem: `${text} is no version.`, advice: '', refusalOf: () => undefined }
  const refusals = new Map<string, string>()
  for (const [index, version] of fitting.entries()) {
    const unmet = unmetIn(answers[index]?.data ?? [], path, client)
    if (unmet !== undefined) refusals.set(version, `It requires Terraform ${unmet}.`)
  }
  const isComplete = answers.every(({ data }) => data !== undefined)
  return {
    problem: undefined,
    advice: isComplete ? adviceFor(text, { fitting, refusals, revoked }) : '',
    refusalOf: (version) => refusals.get(version),
  }
}

/** The chosen one first, then those that it was newer than. */
function fittingVersions({ verdicts }: Choice): string[] {
  const fitting = [...verdicts].filter(([, { kind }]) => kind === 'chosen' || kind === 'older').map(([version]) => version)
  return fitting.toSorted((one, other) => compare(other, one))
}

function compare(one: string, other: string): number {
  const [left, right] = [readVersion(one), readVersion(other)]
  return left === undefined || right === undefined ? 0 : compareVersions(left, right)
}

/** @returns the constraint that the client does not meet */
function unmetIn(directories: readonly ListedDirectory[], path: string, client: TerraformVersion | undefined): string | undefined {
  if (client === undefined) return undefined
  const required = directories.find((directory) => directory.path === path)?.['required-versions'] ?? []
  return required.find(({ constraint }) => readConstraints(constraint)?.every((each) => isMet(each, client)) === false)?.constraint
}
