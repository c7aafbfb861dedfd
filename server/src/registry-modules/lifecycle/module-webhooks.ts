// The webhook of the repository a module comes from, for those who may see where that is.
import type { Kysely } from 'kysely'
import type { AuditTrail } from '../../audit-trail/index.ts'
import type { Database, Schema } from '../../database/index.ts'
import { NotFound, type Page, type PageRequest, type RegistryModuleId, type VcsRepositoryId } from '../../kernel/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import type { ShownWebhook, WebhookDelivery, Webhooks } from '../../vcs/index.ts'
import type { RegistryModules } from '../catalogue/registry-modules.ts'
import { auditedModule } from '../registry-module/audited.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'

export interface ModuleWebhooksParts {
  database: Database
  modules: RegistryModules
  webhooks: Webhooks
  trail: Pick<AuditTrail, 'record'>
}

export class ModuleWebhooks {
  readonly #parts: ModuleWebhooksParts

  constructor(parts: ModuleWebhooksParts) {
    this.#parts = parts
  }

  /** @throws NotFound also for modules without a repository */
  async read(subject: Subject, id: RegistryModuleId): Promise<ShownWebhook> {
    const { repositoryId } = await this.#permitted(subject, 'read', id)
    return await this.#parts.webhooks.read(repositoryId)
  }

  /** The newest first. @throws NotFound also for modules without a repository */
  async deliveries(subject: Subject, id: RegistryModuleId, request: PageRequest): Promise<Page<WebhookDelivery>> {
    const { repositoryId } = await this.#permitted(subject, 'read', id)
    return await this.#parts.webhooks.deliveries(repositoryId, request)
  }

  /** Has the host asked, by a job. @throws NotFound */
  async check(subject: Subject, id: RegistryModuleId): Promise<ShownWebhook> {
    const { repositoryId } = await this.#permitted(subject, 'manage-modules', id)
    return await this.#parts.webhooks.check(repositoryId)
  }

  /** @returns with the new secret where people have to tell the host @throws NotFound */
  async rotateSecret(subject: Subject, id: RegistryModuleId): Promise<{ webhook: ShownWebhook; secret: string | undefined }> {
    const { database, trail, webhooks } = this.#parts
    const { module, repositoryId } = await this.#permitted(subject, 'manage-modules', id)
    const rotated = await database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      const made = await webhooks.rotateSecret(tx, repositoryId)
      await trail.record(tx, { subject, action: 'rotate_webhook_secret', ...auditedModule(module, { webhook: made.webhook.id }) })
      return made
    })
    webhooks.wake()
    return rotated
  }

  async #permitted(
    subject: Subject,
    action: OrganizationAction,
    id: RegistryModuleId,
  ): Promise<{ module: RegistryModule; repositoryId: VcsRepositoryId }> {
    const module = await this.#parts.modules.readById(subject, id)
    authorize(subject, action, module.organization_id, `module ${id}`)
    const repositoryId = module.vcs_repository_id
    if (repositoryId === null) throw new NotFound(`${addressOf(module)} has no VCS repository, and so no webhook`)
    return { module, repositoryId }
  }
}
