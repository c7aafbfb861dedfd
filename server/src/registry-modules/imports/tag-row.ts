import type { Schema } from '../../database/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'
import type { TagDecision } from './tag-decisions.ts'

/** A decision as it is stored, of a tag that is seen for the first time. */
export function tagRow(moduleId: RegistryModuleId, decided: TagDecision, now: number): Schema['registry_module_tags'] {
  return {
    registry_module_id: moduleId,
    tag: decided.tag,
    commit_sha: decided.commit,
    imported_commit_sha: null,
    decision: decided.decision,
    reason: decided.reason,
    version: decided.version,
    first_seen_at: now,
    last_seen_at: now,
    gone_at: null,
  }
}
