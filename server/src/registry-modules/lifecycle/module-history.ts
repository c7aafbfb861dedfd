// What happened to modules lately and what happens to them now, for members of their organization: where a module comes from, and
// how, is nobody else's business.
import type { EventKind, ImportEvent, ImportLedger, LiveEvents, Watcher } from '../../import-ledger/index.ts'
import type { OrganizationId, Page, PageRequest, RegistryModuleId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import { authorize, identityOf, type Subject } from '../../permissions/index.ts'
import type { RegistryModules } from '../catalogue/registry-modules.ts'

export interface ModuleHistoryParts {
  modules: RegistryModules
  organizations: Organizations
  ledger: ImportLedger
  live: LiveEvents
}

/** Whose events: of one module, or of all modules of an organization. */
export type EventScope = { module: RegistryModuleId } | { organization: string }

interface Permitted {
  organizationId?: OrganizationId
  moduleId?: RegistryModuleId
  tenant: OrganizationId
}

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
    const { tenant: _, ...wanted } = await this.#permitted(subject, scope)
    return await this.#parts.live.since(position, wanted)
  }

  /** @returns ends it @throws NotFound also for who is no member; TooManyAttempts when too many watch */
  async watch(subject: Subject, scope: EventScope, watcher: Pick<Watcher, 'after' | 'send' | 'end'>): Promise<() => void> {
    const { tenant, ...wanted } = await this.#permitted(subject, scope)
    return await this.#parts.live.watch({ ...watcher, ...wanted, tenant, client: identityOf(subject) })
  }

  /** @throws NotFound when the subject may not watch, or no longer */
  async checkPermission(subject: Subject, scope: EventScope): Promise<void> {
    await this.#permitted(subject, scope)
  }

  async #permitted(subject: Subject, scope: EventScope): Promise<Permitted> {
    const { modules, organizations } = this.#parts
    if ('organization' in scope) {
      const { id } = await organizations.permitted(subject, 'read', scope.organization)
      return { organizationId: id, tenant: id }
    }
    const module = await modules.readById(subject, scope.module)
    authorize(subject, 'read', module.organizationId, `module ${scope.module}`)
    return { moduleId: module.id, tenant: module.organizationId }
  }
}
