// What happens to tags and versions, in words.
import type { EventKind, Tag } from '../../api/managing/imports.ts'
import type { ListedVersion } from '../../api/modules.ts'
import type { Meaning } from '../../components/chip.tsx'
import { stateOf } from '../../imports/states.ts'

export const DECISIONS: Record<Tag['decision'], { label: string; meaning: Meaning }> = {
  pending: { label: 'Waiting', meaning: 'info' },
  imported: { label: 'Imported', meaning: 'ok' },
  failed: { label: 'Failed', meaning: 'danger' },
  duplicate: { label: 'Same version', meaning: 'plain' },
  not_semver: { label: 'No version', meaning: 'plain' },
  wrong_prefix: { label: 'Other prefix', meaning: 'plain' },
  no_configuration: { label: 'No module', meaning: 'warn' },
  over_quota: { label: 'Over quota', meaning: 'warn' },
  deleted: { label: 'Deleted', meaning: 'warn' },
  moved: { label: 'Moved', meaning: 'warn' },
}

export const MODULE_STATES: Record<string, string> = {
  pending: 'the first version is on its way',
  no_version_tags: 'the repository has no tag that means a version',
  setup_failed: 'no version could be imported',
  setup_complete: 'ready',
}

/** @param status as the API has it: a later server may know others */
export function statusWords(kind: EventKind, status: string): string {
  const words = {
    tag: () => DECISIONS[status as Tag['decision']]?.label,
    version: () => stateOf(status as ListedVersion['status'])?.label,
    module: () => MODULE_STATES[status],
    sync: () => undefined,
    delivery: () => undefined,
  }[kind]()
  return (words ?? status.replaceAll('_', ' ')).toLowerCase()
}
