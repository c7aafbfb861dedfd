// What a host's API is asked for: only what git cannot tell. Every call may throw a HostFailure.

export interface HostUser {
  /** the host's own, stable when people rename themselves */
  id: string
  login: string
}

/** Where git finds it is not asked here: a host's answer must not send the credential elsewhere. */
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
  /** whether the credential may set up webhooks; undefined when the host does not say */
  admin: boolean | undefined
}

/** `lastIdentifier`: where it was when it was last seen, for hosts that cannot look an id up. */
export type HostRepositoryReference = { identifier: string } | { externalId: string; lastIdentifier?: string }

export interface HostRepositoryPage {
  items: HostRepository[]
  /** what to ask with for the next page; undefined on the last one */
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
  /** Those the credential may see, the most recently used first where the host can sort. */
  listRepositories(cursor?: string): Promise<HostRepositoryPage>
  /** @throws HostFailure `not_found` */
  readRepository(reference: HostRepositoryReference): Promise<HostRepository>
  /** Events: tags and branches pushed. When there is one for the URL already, it gets the secret. @returns its id at the host */
  createWebhook(repository: HostRepository, wanted: WebhookWanted): Promise<string>
  /** @returns undefined when it is gone */
  readWebhook(repository: HostRepository, id: string): Promise<HostWebhook | undefined>
  /** One that is gone already is fine. */
  deleteWebhook(repository: HostRepository, id: string): Promise<void>
}
