// What happened to modules lately and what happens to them now, for members of their organization: where a module comes from, and
// how, is nobody else's business.
import type { EventKind, ImportEvent, ImportLedger, LiveEvents, Watcher } from '../../import-ledger/index.ts'
import type { OrganizationId, Page, PageRequest, RegistryModuleId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import { authorize, type Subject } from '../../permissions/index.ts'
import type { RegistryModules } from '../catalogue/registry-modules.ts'

export interface ModuleHistoryParts {
  modules: RegistryModules
  organizations: Organizations
  ledger: ImportLedger
  live: LiveEvents
}

/** Whose events: of one module, or of all modules of an organization. */
export type EventScope = { module: RegistryModuleId } | { organization: string }

export class ModuleHistory {
  readonly #parts: ModuleHistoryParts

  constructor(parts: ModuleHistoryParts) {
    this.#parts = parts
  }

  /** The newest first. @param kinds all when undefined @throws NotFound also for who is no member */
  async list(
    subject: Subject,
    id: RegistryModuleId,
    kinds: readonly EventKind[] | undefined,
    request: PageRequest,
  ): Promise<Page<ImportEvent>> {
    await this.#permitted(subject, { module: id })
    return await this.#parts.ledger.ofModule(id, kinds, request)
  }

  /** What came after a position, the oldest first; for who asks now and then. @throws NotFound also for who is no member */
  async since(subject: Subject, scope: EventScope, position: number): Promise<ImportEvent[]> {
    return await this.#parts.live.since(position, await this.#permitted(subject, scope))
  }

  /** @returns ends it @throws NotFound also for who is no member; TooManyAttempts when too many watch */
  async watch(subject: Subject, scope: EventScope, watcher: Omit<Watcher, 'organizationId' | 'moduleId'>): Promise<() => void> {
    return await this.#parts.live.watch({ ...watcher, ...(await this.#permitted(subject, scope)) })
  }

  /** @throws NotFound when the subject may not watch, or no longer */
  async checkPermission(subject: Subject, scope: EventScope): Promise<void> {
    await this.#permitted(subject, scope)
  }

  async #permitted(subject: Subject, scope: EventScope): Promise<{ organizationId?: OrganizationId; moduleId?: RegistryModuleId }> {
    const { modules, organizations } = this.#parts
    if ('organization' in scope) return { organizationId: (await organizations.permitted(subject, 'read', scope.organization)).id }
    const module = await modules.readById(subject, scope.module)
    authorize(subject, 'read', module.organizationId, `module ${scope.module}`)
    return { moduleId: module.id }
  }
}
