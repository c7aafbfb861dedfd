// What a constraint selects from the versions that the server offers to clients, in words.
import { useQuery } from '@tanstack/react-query'
import { type ListedVersion, type ModuleAddress, offeredQuery } from '../../api/modules.ts'
import { HOST } from '../../api/page-facts.ts'
import type { Meaning } from '../../components/chip.tsx'
import { type Choice, chooseVersion, type Verdict } from '../../versions/choice.ts'
import { INVALID_CONSTRAINT, readConstraints } from '../../versions/constraint.ts'
import { useFact } from '../state/fragment.ts'
import { type Circumstances, type ClientCheck, useClientCheck } from './client-check.ts'
import { answerTo } from './words.ts'

interface Remark {
  meaning: Meaning
  text: string
  isChosen: boolean
}

export interface Selection {
  /** what is wrong with the constraint */
  problem: string | undefined
  /** what is wrong with the version of the client */
  clientProblem: string | undefined
  answer: string
  /** undefined when nothing fits, and while nothing is asked */
  chosen: string | undefined
  /** undefined while nothing is asked */
  remarkOn(version: ListedVersion): Remark | undefined
}

const NOTHING: Selection = { problem: undefined, clientProblem: undefined, answer: '', chosen: undefined, remarkOn: () => undefined }

export function useSelection(address: ModuleAddress, circumstances: Circumstances): Selection {
  const [text] = useFact('constraint')
  const constraints = text === '' ? undefined : readConstraints(text)
  const { data: offered } = useQuery({ ...offeredQuery(address), enabled: constraints !== undefined })
  const choice = constraints && offered && chooseVersion(offered, constraints)
  const client = useClientCheck(address, choice, circumstances)
  if (text === '') return { ...NOTHING, answer: 'Type a constraint to see which version it selects, and why not the others.' }
  if (constraints === undefined) return { ...NOTHING, problem: INVALID_CONSTRAINT }
  if (choice === undefined) return NOTHING
  return {
    problem: undefined,
    clientProblem: client.problem,
    answer: answerTo(choice, sourceOf(address), circumstances.revoked) + client.advice,
    chosen: choice.chosen,
    remarkOn: (version) => remarkOn(version, choice, client),
  }
}

function sourceOf({ namespace, name, provider }: ModuleAddress): string {
  return `${HOST}/${namespace}/${name}/${provider}`
}

function remarkOn({ version, status, revocation }: ListedVersion, { verdicts }: Choice, { refusalOf }: ClientCheck): Remark | undefined {
  // Its state already says why it cannot be chosen.
  if (status !== 'ok') return undefined
  const verdict = verdicts.get(version)
  if (verdict === undefined) return { meaning: 'plain', text: 'Not chosen: it is revoked, and clients do not find it.', isChosen: false }
  const refusal = refusalOf(version)
  if (verdict.kind !== 'chosen')
    return { meaning: 'plain', text: [`Not chosen: ${reason(verdict)}`, refusal].filter(Boolean).join(' '), isChosen: false }
  // Clients choose first, and look into the module afterwards.
  if (revocation === null && refusal !== undefined)
    return { meaning: 'danger', text: `Chosen, and then not run. ${refusal}`, isChosen: true }
  if (revocation === null) return { meaning: 'ok', text: 'Chosen: the newest that fits.', isChosen: true }
  // Clients know nothing of revocations. They choose first, and the download is refused.
  const text = 'Chosen, and then refused, because it is revoked. Exclude it with != or use the version that replaces it.'
  return { meaning: 'danger', text, isChosen: true }
}

function reason(verdict: Exclude<Verdict, { kind: 'chosen' }>): string {
  switch (verdict.kind) {
    case 'pre-release':
      return 'a pre-release is only chosen when the constraint names it exactly.'
    case 'excluded':
      return `${verdict.constraint} excludes it.`
    case 'older':
      return `${verdict.than} is newer.`
  }
}
