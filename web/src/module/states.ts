// The states of an import, in words.
import type { VersionStatus } from '../api/modules.ts'
import type { Meaning } from '../components/chip.tsx'

interface State {
  label: string
  meaning: Meaning
  help: string
}

const STATES: Record<VersionStatus['status'], State> = {
  pending: { label: 'Waiting', meaning: 'info', help: 'Its import begins when those before it have ended.' },
  cloning: { label: 'Fetching', meaning: 'info', help: 'The server fetches it from the repository.' },
  reg_ingressing: { label: 'Reading', meaning: 'info', help: 'The server reads its configuration.' },
  clone_failed: { label: 'Could not fetch', meaning: 'danger', help: '' },
  reg_ingress_req_failed: { label: 'Not started', meaning: 'danger', help: '' },
  reg_ingress_failed: { label: 'Could not read', meaning: 'danger', help: '' },
  ok: { label: 'Ready', meaning: 'ok', help: '' },
}

export function stateOf(status: VersionStatus['status']): State {
  return STATES[status]
}

export function isFailed(status: VersionStatus['status']): boolean {
  return STATES[status].meaning === 'danger'
}
