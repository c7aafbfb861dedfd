// The states of an import, in words.
import type { ListedVersion, ModuleAddress } from '../api/modules.ts'
import type { Meaning } from '../components/chip.tsx'

interface State {
  label: string
  meaning: Meaning
  help: string
}

const STATES: Record<ListedVersion['status'], State> = {
  pending: { label: 'Waiting', meaning: 'info', help: 'Its import begins when those before it have ended.' },
  cloning: { label: 'Fetching', meaning: 'info', help: 'The server fetches it from the repository.' },
  reg_ingressing: { label: 'Reading', meaning: 'info', help: 'The server reads its configuration.' },
  clone_failed: { label: 'Could not fetch', meaning: 'danger', help: '' },
  reg_ingress_req_failed: { label: 'Not started', meaning: 'danger', help: '' },
  reg_ingress_failed: { label: 'Could not read', meaning: 'danger', help: '' },
  ok: { label: 'Ready', meaning: 'ok', help: '' },
}

export function stateOf(status: ListedVersion['status']): State {
  return STATES[status]
}

export function isFailed(status: ListedVersion['status']): boolean {
  return STATES[status].meaning === 'danger'
}

/** Those of a failed version are for members of its organization alone. */
export function readsFilesOf(
  { 'has-files': hasFiles }: Pick<ListedVersion, 'has-files'>,
  { namespace, organization }: ModuleAddress,
): boolean {
  return hasFiles && namespace === organization
}

/** Where it failed: `main.tf:14`; empty when that is unknown. */
export function placeOf({ 'error-file': file, 'error-line': line }: Pick<ListedVersion, 'error-file' | 'error-line'>): string {
  return file === null ? '' : `${file}${line === null ? '' : `:${line}`}`
}

/** Why it failed, as a sentence. */
export function reasonOf({ error }: Pick<ListedVersion, 'error'>): string {
  const text = error ?? 'The server did not say why.'
  return /[.!?]$/.test(text) ? text : `${text}.`
}
