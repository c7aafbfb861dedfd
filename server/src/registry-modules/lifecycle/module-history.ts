// Past and live import events of modules, for members of their organization only. They reveal where a module comes from.
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

/** The events of one module, or of all modules of an organization. */
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

  /** Newest first. @param kinds all when undefined @throws NotFound also for people who are not members */
  async list(
    subject: Subject,
    id: RegistryModuleId,
    kinds: readonly EventKind[] | undefined,
    request: PageRequest,
  ): Promise<Page<ImportEvent>> {
    await this.#permitted(subject, { module: id })
    return await this.#parts.ledger.ofModule(id, kinds, request)
  }

  /** Events after a position, oldest first, for clients that poll. @throws NotFound also for people who are not members */
  async since(subject: Subject, scope: EventScope, position: number): Promise<ImportEvent[]> {
    const { tenant: _, ...wanted } = await this.#permitted(subject, scope)
    return await this.#parts.live.since(position, wanted)
  }

  /** @returns a function that stops it @throws NotFound also for people who are not members; TooManyAttempts at the limit of watchers */
  async watch(subject: Subject, scope: EventScope, watcher: Pick<Watcher, 'after' | 'send' | 'end'>): Promise<() => void> {
    const { tenant, ...wanted } = await this.#permitted(subject, scope)
    return await this.#parts.live.watch({ ...watcher, ...wanted, tenant, client: identityOf(subject) ?? '' })
  }

  /** @throws NotFound when the subject may not, or may no longer, watch */
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
