// The states of an import, in words.
import type { ListedVersion } from '../../api/modules.ts'
import type { Meaning } from '../../components/chip.tsx'

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

/** Where it failed and why, as a sentence. */
export function reasonOf(version: Pick<ListedVersion, 'error' | 'error-file' | 'error-line'>): string {
  const { error, 'error-file': file, 'error-line': line } = version
  const place = file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `
  const text = `${place}${error ?? 'The server did not say why.'}`
  return /[.!?]$/.test(text) ? text : `${text}.`
}
