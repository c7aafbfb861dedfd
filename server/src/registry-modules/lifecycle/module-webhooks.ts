// The webhook of a module's repository, for members of the module's organization.
import { NotFound, type Page, type PageRequest, type RegistryModuleId, type VcsRepositoryId } from '../../kernel/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import type { ShownWebhook, WebhookDelivery, Webhooks } from '../../vcs/index.ts'
import type { RegistryModules } from '../catalogue/registry-modules.ts'
import { auditedModule } from '../changes/audited.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'

export interface ModuleWebhooksParts {
  changes: ModuleChanges
  modules: RegistryModules
  webhooks: Webhooks
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

  /** Newest first. @throws NotFound also for modules without a repository */
  async deliveries(subject: Subject, id: RegistryModuleId, request: PageRequest): Promise<Page<WebhookDelivery>> {
    const { repositoryId } = await this.#permitted(subject, 'read', id)
    return await this.#parts.webhooks.deliveries(repositoryId, request)
  }

  /** Queues a job that checks the webhook at the host. @throws NotFound */
  async check(subject: Subject, id: RegistryModuleId): Promise<ShownWebhook> {
    const { repositoryId } = await this.#permitted(subject, 'manage-modules', id)
    return await this.#parts.webhooks.check(repositoryId)
  }

  /** @returns also the new secret, if people have to set it at the host themselves @throws NotFound */
  async rotateSecret(subject: Subject, id: RegistryModuleId): Promise<{ webhook: ShownWebhook; secret: string | undefined }> {
    const { changes, webhooks } = this.#parts
    const { module, repositoryId } = await this.#permitted(subject, 'manage-modules', id)
    const rotated = await changes.change(id, async ({ tx }) => {
      const result = await webhooks.rotateSecret(tx, repositoryId)
      const audit = { subject, action: 'rotate_webhook_secret', ...auditedModule(module, { webhook: result.webhook.id }) }
      return { result, audit, versionsUntouched: true }
    })
    if (rotated === undefined) throw new NotFound(`module ${id} not found`)
    webhooks.wake()
    return rotated
  }

  async #permitted(
    subject: Subject,
    action: OrganizationAction,
    id: RegistryModuleId,
  ): Promise<{ module: RegistryModule; repositoryId: VcsRepositoryId }> {
    const module = await this.#parts.modules.readById(subject, id)
    authorize(subject, action, module.organizationId, `module ${id}`)
    const repositoryId = module.vcsRepositoryId
    if (repositoryId === null) throw new NotFound(`${addressOf(module)} has no VCS repository, and so no webhook`)
    return { module, repositoryId }
  }
}
