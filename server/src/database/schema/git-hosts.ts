// Connections to git hosts, repositories, webhooks, and what was imported from them.
import type {
  AgentPoolId,
  GithubAppId,
  GithubAppInstallationId,
  OAuthClientId,
  OAuthTokenId,
  OrganizationId,
  ProjectId,
  RegistryModuleId,
  UserId,
  VcsRepositoryId,
  WebhookDeliveryId,
  WebhookId,
} from '../../kernel/index.ts'
import type { Flag, Json, Time } from './columns.ts'

export interface GitHostTables {
  // vcs/
  oauth_clients: {
    id: OAuthClientId
    organization_id: OrganizationId
    /** part of the callback path; unique */
    uuid: string
    service_provider: string
    name: string | null
    key: string | null
    http_url: string
    api_url: string
    /** stored and shown */
    agent_pool_id: AgentPoolId | null
    settings: Json
    /** encrypted: the OAuth application's */
    secret: string | null
    rsa_public_key: string | null
    /** since when new candidates are published automatically; null when none are */
    auto_publish_since: Time | null
    /** a list of names: whose repositories are published automatically */
    auto_publish_groups: Json
    created_at: Time
    updated_at: Time
  }
  /** Scopes a connection to projects. */
  oauth_client_projects: { oauth_client_id: OAuthClientId; project_id: ProjectId }
  oauth_tokens: {
    id: OAuthTokenId
    oauth_client_id: OAuthClientId
    service_provider_user: string | null
    /** encrypted JSON: how to authenticate to the git host; see vcs/credentials/credential.ts */
    credential: string
    has_ssh_key: Flag
    state: 'active' | 'needs_reauthorization'
    state_detail: string | null
    /** end of the lease under which a process refreshes it */
    renewing_until: Time | null
    /** when the host's repositories were last listed */
    listed_at: Time | null
    listing_error: string | null
    /** when the last listing was attempted, successful or not */
    listing_tried_at: Time | null
    created_at: Time
    updated_at: Time
  }
  /** Sign-ins at a host that are under way. */
  vcs_authorization_requests: {
    state_hash: string
    oauth_client_id: OAuthClientId
    user_id: UserId
    /** encrypted; RFC 7636 */
    code_verifier: string
    /** the page of the web interface that it began on; null for none */
    return_to: string | null
    expires_at: Time
  }
  vcs_repositories: {
    id: VcsRepositoryId
    oauth_token_id: OAuthTokenId
    /** as the host writes it: `group/terraform-aws-vpc`; unique per oauth token */
    identifier: string
    clone_url: string
    /** digest of all tags and the default branch at the last successful sync */
    refs_digest: string | null
    last_synced_at: Time | null
    next_sync_at: Time
    fail_count: number
    last_error: string | null
    /** the host's own ID, which outlives renaming */
    external_id: string | null
    web_url: string | null
    /** when the host last reported a push */
    last_event_at: Time | null
    /** when its tags or branches were last found changed */
    last_change_at: Time | null
    created_at: Time
  }
  /** Tags that a host reported as created or deleted since the last sync of the repository. */
  vcs_tag_pushes: {
    vcs_repository_id: VcsRepositoryId
    /** without `refs/tags/` */
    tag: string
    /** of the last report */
    noted_at: Time
  }
  vcs_webhooks: {
    id: WebhookId
    /** unique */
    vcs_repository_id: VcsRepositoryId
    /** part of the webhook path; unique */
    uuid: string
    /** the host's own id */
    remote_id: string | null
    /** encrypted */
    secret: string
    former_secret: string | null
    former_secret_until: Time | null
    /** `manual`: the host has no API for webhooks, but people can create one */
    state: 'pending' | 'active' | 'failed' | 'manual'
    state_detail: string | null
    /** when it is checked at the host next */
    check_at: Time
    checked_at: Time | null
    last_delivery_at: Time | null
    created_at: Time
  }
  vcs_deliveries: {
    id: WebhookDeliveryId
    vcs_webhook_id: WebhookId
    /** the host's own; unique per webhook */
    delivery_id: string
    event: string
    outcome: 'accepted' | 'ignored' | 'refused'
    detail: string | null
    /** a list of full names */
    refs: Json
    /** how often it was received or redelivered */
    attempts: number
    received_at: Time
  }
  /** The repositories that a connection's credential can read; a cache. */
  vcs_listed_repositories: {
    oauth_token_id: OAuthTokenId
    external_id: string
    identifier: string
    web_url: string
    default_branch: string | null
    private: Flag
    archived: Flag
    admin: Flag | null
    /** in the host's order */
    position: number
    listed_at: Time
    tags_checked_at: Time | null
    version_tags: number | null
    latest_version: string | null
    tags_error: string | null
    /** when it was first seen as a candidate; 0 when the first list had it */
    candidate_since: Time
    /** when it left the list; remembered, so that it is not new when it returns */
    gone_at: Time | null
  }
  github_apps: {
    id: GithubAppId
    organization_id: OrganizationId
    /** unique; a client of the kind `github_app`, with the app's ID as key and its private key as secret */
    oauth_client_id: OAuthClientId
    /** part of the webhook path; unique */
    uuid: string
    /** GitHub's */
    app_id: number
    slug: string
    name: string
    client_id: string
    html_url: string
    /** encrypted JSON */
    secrets: string
    /** null when they are gone, or connected it before this was recorded */
    connected_by: UserId | null
    created_at: Time
  }
  github_app_installations: {
    id: GithubAppInstallationId
    github_app_id: GithubAppId
    /** unique; of the app's client */
    oauth_token_id: OAuthTokenId
    /** GitHub's; changes when the app is removed and installed again */
    installation_id: number
    /** GitHub's, of the account; unique per app */
    account_id: number
    name: string
    /** `Organization` or `User` */
    account_type: string
    html_url: string
    icon_url: string | null
    removed_at: Time | null
    created_at: Time
  }
  /** App setups that are under way. */
  github_app_requests: {
    state_hash: string
    organization_id: OrganizationId
    user_id: UserId
    /** the future app's */
    uuid: string
    http_url: string
    expires_at: Time
  }
  /** Connections whose host fails or limits the rate: scheduled syncs wait until then. */
  vcs_connection_pauses: {
    oauth_token_id: OAuthTokenId
    /** `rate_limited` stops every sync; `failing` stops scheduled ones only */
    reason: 'failing' | 'rate_limited'
    /** consecutive */
    failures: number
    paused_until: Time
  }
  // import-ledger/
  /** One row. A transaction that appends events locks it, so that positions become visible in order. */
  import_event_positions: { id: number; last_position: number }
  /** What happened to the imports of a module. */
  import_events: {
    position: number
    organization_id: OrganizationId
    registry_module_id: RegistryModuleId
    kind: 'sync' | 'version' | 'tag' | 'delivery' | 'module'
    status: string
    /** null when the event is not about a version */
    version: string | null
    /** for people */
    message: string | null
    detail: Json
    /** 0 for passing states, which only watchers see */
    listed: Flag
    started_at: Time
    duration_ms: number | null
    recorded_at: Time
  }
}
