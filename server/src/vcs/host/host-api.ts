// The port to a host's API, for what git itself cannot tell. Every call may throw a HostFailure.

export interface HostUser {
  /** the host's own, stable when people rename themselves */
  id: string
  login: string
}

/** Without a clone URL: a host's response must not send the credential elsewhere. */
export interface HostRepository {
  /** the host's own, stable when the repository is renamed or moved */
  externalId: string
  /** as the API of this registry writes it: `group/terraform-aws-vpc` */
  identifier: string
  /** for browsers */
  webUrl: string
  /** undefined when it is empty, or the list does not say */
  defaultBranch: string | undefined
  private: boolean
  archived: boolean
  /** whether the credential can create webhooks; undefined when the host does not report it */
  admin: boolean | undefined
}

/** `lastIdentifier`: its last known identifier, for hosts without a lookup by ID. */
export type HostRepositoryReference = { identifier: string } | { externalId: string; lastIdentifier?: string }

export interface HostRepositoryPage {
  items: HostRepository[]
  /** the cursor of the next page; undefined on the last page */
  next: string | undefined
}

export interface HostWebhook {
  /** the host's own */
  id: string
  url: string
  active: boolean
  /** what the host says is wrong with it, such as deliveries that failed */
  problem: string | undefined
}

export interface WebhookWanted {
  url: string
  secret: string
}

/** A host, with one connection's credential. */
export interface HostApi {
  whoAmI(): Promise<HostUser>
  /** Repositories that the credential can read, the most recently used first where the host can sort. */
  listRepositories(cursor?: string): Promise<HostRepositoryPage>
  /** @throws HostFailure `not_found` */
  readRepository(reference: HostRepositoryReference): Promise<HostRepository>
  /** For pushes of tags and branches. An existing webhook with this URL gets the secret. @returns its ID at the host */
  createWebhook(repository: HostRepository, wanted: WebhookWanted): Promise<string>
  /** @returns undefined when it is gone */
  readWebhook(repository: HostRepository, id: string): Promise<HostWebhook | undefined>
  /** Does nothing when it is gone already. */
  deleteWebhook(repository: HostRepository, id: string): Promise<void>
}
