// Past and live import events of modules. They reveal where a module comes from: only members of its organization get them all.
import type { EventFilter, EventKind, ImportEvent, ImportLedger, LiveEvents, Watcher } from '../../import-ledger/index.ts'
import type { OrganizationId, Page, PageRequest, RegistryModuleId } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import { authorize, can, identityOf, producersFor, type Subject } from '../../permissions/index.ts'
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
  filter: EventFilter
  /** whose modules they are: what limits are counted by */
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
    const { organizationId } = await this.#parts.modules.readById(subject, id)
    authorize(subject, 'read', organizationId, `module ${id}`)
    return await this.#parts.ledger.ofModule(id, kinds, request)
  }

  /** Events after a position, oldest first, for clients that poll. @throws NotFound */
  async since(subject: Subject, scope: EventScope, position: number): Promise<ImportEvent[]> {
    const { filter } = await this.#permitted(subject, scope)
    return (await this.#parts.live.since(position, filter)).map((event) => shownTo(filter, event))
  }

  /** @returns a function that stops it @throws NotFound; TooManyAttempts at the limit of watchers */
  async watch(subject: Subject, scope: EventScope, { after, send, end }: Pick<Watcher, 'after' | 'send' | 'end'>): Promise<() => void> {
    const { tenant, filter } = await this.#permitted(subject, scope)
    return await this.#parts.live.watch({
      filter,
      tenant,
      client: identityOf(subject) ?? '',
      after,
      send: (events) => send(events.map((event) => shownTo(filter, event))),
      end,
    })
  }

  /** @returns what the subject may watch; another answer than before means that its rights changed @throws NotFound */
  async permission(subject: Subject, scope: EventScope): Promise<EventFilter> {
    return (await this.#permitted(subject, scope)).filter
  }

  async #permitted(subject: Subject, scope: EventScope): Promise<Permitted> {
    const { modules, organizations } = this.#parts
    if ('organization' in scope) {
      const { id } = await organizations.permitted(subject, 'read', scope.organization)
      return { filter: { organizationId: id, publishingIds: producersFor(subject, id) }, tenant: id }
    }
    const { id: moduleId, organizationId } = await modules.readById(subject, scope.module)
    const isMember = can(subject, 'read', organizationId)
    return { filter: { moduleId, ...(isMember ? { organizationId } : { publishingIds: [organizationId] }) }, tenant: organizationId }
  }
}

/** Readers of a shared module learn that there is a version, and nothing of where it comes from. */
function shownTo({ organizationId }: EventFilter, event: ImportEvent): ImportEvent {
  return event.organizationId === organizationId ? event : { ...event, message: null, detail: {}, durationMs: null }
}
