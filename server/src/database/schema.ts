// oxlint-disable max-lines -- one table after another, with nothing to understand between them
// Every table, as TypeScript sees it. The same on SQLite and PostgreSQL: ids are text, times integer milliseconds,
// booleans the integers 0 and 1, structured values JSON text. A repository names the tables it owns with `Pick<Schema, …>`.
import type {
  AgentPoolId,
  DeletedModuleId,
  GithubAppId,
  GithubAppInstallationId,
  MembershipId,
  NoCodeModuleId,
  OAuthClientId,
  OAuthTokenId,
  OrganizationId,
  ProjectId,
  RegistryModuleId,
  RegistryModuleVersionId,
  TagBindingId,
  TeamId,
  TokenId,
  UserId,
  VariableOptionId,
  VcsRepositoryId,
  WebhookDeliveryId,
  WebhookId,
} from '../platform/kernel/index.ts'

/** Milliseconds since the epoch. */
type Time = number
type Flag = 0 | 1
type Json = string

export interface Schema {
  // organizations/
  organizations: {
    id: OrganizationId
    name: string
    /** unique: names differ by more than letter case */
    name_lower: string
    email: string
    settings: Json
    /** follows the setting `user-tokens-enabled`; a column because authentication asks for it */
    user_tokens_enabled: Flag
    /** null only while the organization is being made */
    default_project_id: ProjectId | null
    default_agent_pool_id: AgentPoolId | null
    created_at: Time
    updated_at: Time
  }
  // accounts/
  users: {
    id: UserId
    username: string
    /** unique */
    username_lower: string
    email: string
    /** unique */
    email_lower: string
    /** wanted by the user, and used for nothing until an operator has confirmed it */
    unconfirmed_email: string | null
    is_site_admin: Flag
    /** null for who may come in */
    suspended_at: Time | null
    created_at: Time
    updated_at: Time
  }
  organization_memberships: {
    id: MembershipId
    organization_id: OrganizationId
    /** null while the invitation waits for somebody with this e-mail address */
    user_id: UserId | null
    email: string
    status: 'invited' | 'active'
    created_at: Time
  }
  teams: {
    id: TeamId
    organization_id: OrganizationId
    name: string
    /** unique in the organization; the team `owners` is built in */
    name_lower: string
    visibility: 'secret' | 'organization'
    organization_access: Json
    sso_team_id: string | null
    allow_member_token_management: Flag
    created_at: Time
    updated_at: Time
  }
  team_memberships: { team_id: TeamId; membership_id: MembershipId }
  user_passwords: {
    user_id: UserId
    /** with its algorithm, parameters and salt; see accounts/password-hash.ts */
    hash: string
    changed_at: Time
  }
  // authentication-tokens/
  authentication_tokens: {
    id: TokenId
    /** HMAC-SHA-256 of the token under the instance's key, hex; unique */
    token_hash: string
    kind: 'user' | 'team' | 'organization' | 'audit-trails'
    user_id: UserId | null
    team_id: TeamId | null
    organization_id: OrganizationId | null
    description: string | null
    created_by: UserId | null
    created_at: Time
    expires_at: Time | null
    last_used_at: Time | null
  }
  /** How long tokens of a kind may live, where the organization's `max-ttl-enabled` is on; two years for kinds without a row. */
  token_ttl_policies: {
    organization_id: OrganizationId
    token_type: 'user' | 'team' | 'organization' | 'audit-trails'
    max_ttl_ms: number
    created_at: Time
    updated_at: Time
  }
  // login/
  browser_sessions: {
    /** SHA-256 of the cookie's value, hex */
    secret_hash: string
    user_id: UserId
    created_at: Time
    /** with a precision of about a minute */
    last_used_at: Time
    expires_at: Time
  }
  authorization_codes: {
    /** SHA-256 of the code, hex */
    code_hash: string
    user_id: UserId
    redirect_uri: string
    /** SHA-256 of the verifier, base64url */
    code_challenge: string
    expires_at: Time
    /** null until the first attempt to redeem it, which is the only one */
    redeemed_at: Time | null
    /** what it was redeemed for */
    token_id: TokenId | null
  }
  // audit-trail/
  /** Every change: who, what, when, from where. Outlives what it is about, so nothing in it is a foreign key. */
  audit_events: {
    id: string
    /** null for what concerns a user who is in no organization */
    organization_id: OrganizationId | null
    recorded_at: Time
    /** of the user, team or organization; null for the operator's command line, the server itself, and uploads */
    accessor_id: string | null
    /** as it was called then */
    accessor_name: string
    action: string
    resource_type: string
    resource_id: string
    meta: Json | null
    request_id: string | null
    remote_address: string | null
  }
  // placeholders/
  projects: {
    id: ProjectId
    organization_id: OrganizationId
    name: string
    /** unique in the organization */
    name_lower: string
    description: string
    created_at: Time
    updated_at: Time
  }
  agent_pools: {
    id: AgentPoolId
    organization_id: OrganizationId
    name: string
    /** unique in the organization */
    name_lower: string
    organization_scoped: Flag
    created_at: Time
    updated_at: Time
  }
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
    /** when the host last said that something was pushed */
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
  // registry-modules/
  registry_modules: {
    id: RegistryModuleId
    organization_id: OrganizationId
    registry_name: 'private' | 'public'
    namespace: string
    name: string
    provider: string
    status: 'pending' | 'no_version_tags' | 'setup_failed' | 'setup_complete'
    publishing_mechanism: 'git_tag' | 'branch' | 'non_vcs'
    no_code: Flag
    vcs_repository_id: VcsRepositoryId | null
    display_identifier: string | null
    branch: string | null
    initial_version: string | null
    tag_prefix: string | null
    source_directory: string | null
    ingress_submodules: Flag
    /** of before webhooks belonged to repositories: unused, unique */
    webhook_uuid: string
    test_config: Json | null
    /** name, namespace, provider and description in lower case, for substring search */
    search_text: string
    description: string
    latest_version: string | null
    status_detail: string | null
    created_at: Time
    updated_at: Time
  }
  registry_module_versions: {
    id: RegistryModuleVersionId
    registry_module_id: RegistryModuleId
    /** unique in the module */
    version: string
    /** sorts as SemVer does */
    version_sort: string
    status: 'pending' | 'cloning' | 'clone_failed' | 'reg_ingress_req_failed' | 'reg_ingressing' | 'reg_ingress_failed' | 'ok'
    /** `tfe-api`, or the VCS service provider */
    source: string
    tag: string | null
    branch: string | null
    commit_sha: string | null
    error: string | null
    error_file: string | null
    error_line: number | null
    archive_key: string | null
    /** hex */
    archive_sha256: string | null
    archive_size: number | null
    /** of the archive that was uploaded, hex; null for versions that come from a repository */
    upload_sha256: string | null
    /** key into module_inspections */
    inspection_key: string | null
    published_at: Time | null
    /** `{"reason", "link"}`; see registry-modules/version-lifecycle.ts */
    deprecation: Json | null
    /** `{"message", "link", "replacement"}`; only of deprecated versions */
    revocation: Json | null
    /** how often its archive was asked for; written in batches */
    downloads: number
    created_at: Time
    updated_at: Time
  }
  /** What inspection found, once per identical tree. */
  module_inspections: { key: string; document: Json; created_at: Time }
  /** Every tag ever seen for a module, with the decision on it. */
  registry_module_tags: {
    registry_module_id: RegistryModuleId
    tag: string
    /** of the peeled commit as last seen */
    commit_sha: string
    /** the commit that was imported, when it differs from commit_sha the tag was moved */
    imported_commit_sha: string | null
    decision: 'pending' | 'imported' | 'failed' | 'duplicate' | 'not_semver' | 'wrong_prefix' | 'no_configuration' | 'deleted' | 'moved'
    reason: string
    version: string | null
    first_seen_at: Time
    last_seen_at: Time
    /** when the tag was no longer in the repository */
    gone_at: Time | null
  }
  /** The answer to `versions`, prepared once per change. */
  registry_module_documents: { registry_module_id: RegistryModuleId; versions_json: string; revision: number }
  /** Labels people put on a module. Unique by module and key. */
  registry_module_tag_bindings: {
    id: TagBindingId
    registry_module_id: RegistryModuleId
    key: string
    value: string
    /** as given, from 0 */
    position: number
  }
  /** At most one per module: how it is offered to people who write no configuration. */
  no_code_modules: {
    id: NoCodeModuleId
    registry_module_id: RegistryModuleId
    organization_id: OrganizationId
    enabled: Flag
    version_pin: string | null
    created_at: Time
    updated_at: Time
  }
  /** What may be chosen for a variable of a no-code module. */
  no_code_variable_options: {
    id: VariableOptionId
    no_code_module_id: NoCodeModuleId
    variable_name: string
    variable_type: string
    /** array of strings */
    options: Json
    position: number
  }
  /** What was deleted and can still be restored: the rows themselves, as text. */
  deleted_registry_modules: {
    id: DeletedModuleId
    organization_id: OrganizationId
    /** which module it was, or whose version */
    registry_module_id: RegistryModuleId
    registry_name: 'private' | 'public'
    namespace: string
    name: string
    provider: string
    /** null: the module with everything it had */
    version: string | null
    version_count: number
    snapshot: Json
    /** the id of the user, team or organization */
    deleted_by: string
    deleted_at: Time
    /** from then on it is purged */
    expires_at: Time
  }
  /** Objects that what was deleted needs when it is restored. */
  deleted_module_archives: { deletion_id: DeletedModuleId; archive_key: string }
  /** Where deleted modules came from, for good: what is published by itself leaves these alone. */
  deleted_module_repositories: {
    organization_id: OrganizationId
    provider: string
    name: string
    /** as text: outlives the connection; empty, with the identifier, when it is not known */
    oauth_token_id: string
    identifier: string
    /** the host's own */
    external_id: string | null
    deleted_at: Time
  }
  /** Downloads of a module per day. @see registry_module_versions.downloads for those of a version */
  registry_module_downloads: {
    registry_module_id: RegistryModuleId
    /** days since the epoch, UTC */
    day: number
    downloads: number
  }
  /** Who had downloaded a version; kept while the version exists or can be restored. */
  registry_module_version_consumers: {
    registry_module_version_id: RegistryModuleVersionId
    /** the owner of the token: a user, a team or an organization */
    consumer_id: string
    registry_module_id: RegistryModuleId
    first_downloaded_at: Time
  }
  // organizations/ (sharing)
  /** The modules of the producer may be read in the consumer. */
  organization_module_consumers: { producer_id: OrganizationId; consumer_id: OrganizationId }
  /** What the administrators of the site decide about an organization; absent: the defaults. */
  organization_administration: {
    organization_id: OrganizationId
    /** every organization may read the modules */
    global_module_sharing: Flag
    /** under the API's names */
    settings: Json
  }
  // platform/jobs/
  jobs: {
    id: string
    kind: string
    /** at most one queued job per key, at most one running */
    key: string
    payload: Json
    state: 'queued' | 'running' | 'failed'
    run_at: Time
    attempts: number
    max_attempts: number
    lease_id: string | null
    lease_until: Time | null
    last_error: string | null
    created_at: Time
    updated_at: Time
  }
}
