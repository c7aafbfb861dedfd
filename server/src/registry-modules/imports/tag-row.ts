import type { RegistryModuleId } from '../../kernel/index.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import type { TagDecision } from './tag-decisions.ts'

/** The stored form of a decision on a tag that is seen for the first time. */
export function tagRow(moduleId: RegistryModuleId, decided: TagDecision, now: number): ModuleTag {
  return {
    registryModuleId: moduleId,
    tag: decided.tag,
    commitSha: decided.commit,
    objectSha: decided.object,
    importedCommitSha: null,
    decision: decided.decision,
    reason: decided.reason,
    version: decided.version,
    firstSeenAt: now,
    lastSeenAt: now,
    goneAt: null,
  }
}
