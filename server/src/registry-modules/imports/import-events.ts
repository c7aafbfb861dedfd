// Events of a module for the import ledger.
import type { ImportStep, NewImportEvent } from '../../import-ledger/index.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { TagDecision } from './tag-decisions.ts'

export function eventOf(module: Pick<RegistryModule, 'id' | 'organizationId'>, step: ImportStep): NewImportEvent {
  return { ...step, moduleId: module.id, organizationId: module.organizationId }
}

/** One event for each tag whose decision changed. */
export function tagEvents(
  module: RegistryModule,
  known: readonly ModuleTag[],
  decisions: readonly TagDecision[],
  now: number,
): NewImportEvent[] {
  const before = new Map(known.map((tag) => [tag.tag, tag.decision]))
  return decisions
    .filter(({ tag, decision }) => before.get(tag) !== decision)
    .map(({ tag, commit, decision, reason, version }) =>
      eventOf(module, { kind: 'tag', status: decision, version, message: reason, detail: { tag, commit }, startedAt: now }),
    )
}
