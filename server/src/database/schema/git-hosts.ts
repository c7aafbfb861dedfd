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
    /** names the callback path; unique */
    uuid: string
    service_provider: string
    name: string | null
    key: string | null
    http_url: string
    api_url: string
    /** kept and shown */
    agent_pool_id: AgentPoolId | null
    settings: Json
    /** encrypted: the OAuth application's */
    secret: string | null
    rsa_public_key: string | null
    /** repositories that become candidates from then on are published by themselves; null: none are */
    auto_publish_since: Time | null
    created_at: Time
    updated_at: Time
  }
  /** Projects a connection is said to be for. */
  oauth_client_projects: { oauth_client_id: OAuthClientId; project_id: ProjectId }
  oauth_tokens: {
    id: OAuthTokenId
    oauth_client_id: OAuthClientId
    service_provider_user: string | null
    /** encrypted JSON: how to authenticate to the git host; see vcs/credential.ts */
    credential: string
    has_ssh_key: Flag
    state: 'active' | 'needs_reauthorization'
    state_detail: string | null
    /** who renews it has to be done by then */
    renewing_until: Time | null
    /** when the host's repositories were last listed */
    listed_at: Time | null
    listing_error: string | null
    /** when listing was last tried, whether or not it worked */
    listing_tried_at: Time | null
    created_at: Time
    updated_at: Time
  }
  /** People who are signing in at a host for a connection. */
  vcs_authorization_requests: {
    state_hash: string
    oauth_client_id: OAuthClientId
    user_id: UserId
    /** encrypted; RFC 7636 */
    code_verifier: string
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
    /** the host's own id, which outlives renaming */
    external_id: string | null
    web_url: string | null
    /** when the host last reported a push */
    last_event_at: Time | null
    /** when its tags or branches were last found changed */
    last_change_at: Time | null
    created_at: Time
  }
  vcs_webhooks: {
    id: WebhookId
    /** unique */
    vcs_repository_id: VcsRepositoryId
    /** names the webhook path; unique */
    uuid: string
    /** the host's own id */
    remote_id: string | null
    /** encrypted */
    secret: string
    former_secret: string | null
    former_secret_until: Time | null
    /** `manual`: the host has no API to set it up with, people can */
    state: 'pending' | 'active' | 'failed' | 'manual'
    state_detail: string | null
    /** when the host is to be asked about it next */
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
    /** how often it came in or was delivered again */
    attempts: number
    received_at: Time
  }
  /** What a connection's credential sees at the host; a cache. */
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
    /** when it became something to publish, as far as this server saw it happen; 0 when it was one from the beginning */
    candidate_since: Time
    /** when it was no longer in the list: remembered, so that one that comes back is not taken for a new one */
    gone_at: Time | null
  }
  github_apps: {
    id: GithubAppId
    organization_id: OrganizationId
    /** unique; of the service provider `github_app`: has the addresses, the app's id as key, and its private key as secret */
    oauth_client_id: OAuthClientId
    /** names the webhook path; unique */
    uuid: string
    /** GitHub's */
    app_id: number
    slug: string
    name: string
    client_id: string
    html_url: string
    /** encrypted JSON */
    secrets: string
    created_at: Time
  }
  github_app_installations: {
    id: GithubAppInstallationId
    github_app_id: GithubAppId
    /** unique; of the app's client */
    oauth_token_id: OAuthTokenId
    /** GitHub's; another after it was removed and made again */
    installation_id: number
    /** GitHub's, of the user or organization it is installed for; unique per app */
    account_id: number
    name: string
    /** `Organization` or `User` */
    account_type: string
    html_url: string
    icon_url: string | null
    removed_at: Time | null
    created_at: Time
  }
  /** People who are creating an app. */
  github_app_requests: {
    state_hash: string
    organization_id: OrganizationId
    user_id: UserId
    /** what the app's will be */
    uuid: string
    http_url: string
    expires_at: Time
  }
  /** Connections whose host is in trouble: until then none of their repositories is looked at by the clock. */
  vcs_connection_pauses: {
    oauth_token_id: OAuthTokenId
    /** `rate_limited`: nobody asks before; `failing`: only who was told that something is there */
    reason: 'failing' | 'rate_limited'
    /** in a row */
    failures: number
    paused_until: Time
  }
  // import-ledger/
  /** One row. Whoever appends events holds it until their transaction ends, so that positions are seen in order. */
  import_event_positions: { id: number; last_position: number }
  /** What happened to the imports of a module. */
  import_events: {
    position: number
    organization_id: OrganizationId
    registry_module_id: RegistryModuleId
    kind: 'sync' | 'version' | 'tag' | 'delivery' | 'module'
    status: string
    /** null where it is not about one */
    version: string | null
    /** for people */
    message: string | null
    detail: Json
    /** 0: passing states, only for those who watch */
    listed: Flag
    started_at: Time
    duration_ms: number | null
    recorded_at: Time
  }
}
