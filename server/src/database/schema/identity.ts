// Organizations, the people in them, their tokens and sessions, and who did what.
import type { AgentPoolId, MembershipId, OrganizationId, ProjectId, TeamId, TokenId, UserId } from '../../kernel/index.ts'
import type { Flag, Json, Time } from './columns.ts'

export interface IdentityTables {
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
    /** outlives the user; null when it was created before that was recorded */
    created_by: UserId | null
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
    /** lower case: invitations are matched by it */
    email: string
    /** null in rows of earlier releases: then it is `email` */
    email_as_sent: string | null
    status: 'invited' | 'active'
    created_at: Time
  }
  /** Who a user is at an identity provider. Issuer and subject are unique together, and so are user and issuer. */
  provider_identities: {
    issuer: string
    subject: string
    user_id: UserId
    created_at: Time
    /** null until it signs the user in */
    last_used_at: Time | null
  }
  /** A membership that the groups of the identity provider gave, and may take away. */
  provider_memberships: { membership_id: MembershipId }
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
  /** As `provider_memberships`, in a team. */
  provider_team_memberships: { team_id: TeamId; membership_id: MembershipId }
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
  /** Whether there was ever a user: setting up by browser is open until then. */
  first_users: {
    /** `current`: there is one row, or none */
    id: string
    created_at: Time
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
    /** where it began; null in rows of earlier releases */
    remote_address: string | null
    user_agent: string | null
  }
  /** Each signs a user in once, or lets them choose a password. */
  sign_in_links: {
    /** SHA-256 of the secret in the link, hex */
    secret_hash: string
    user_id: UserId
    created_at: Time
    expires_at: Time
    /** null: it signs in */
    purpose: 'reset_password' | null
  }
  /** Each lets somebody join once: with a new account, or as the user who is signed in. */
  invitation_links: {
    /** SHA-256 of the secret in the link, hex */
    secret_hash: string
    /** unique: a new link ends the one before */
    membership_id: MembershipId
    /** whoever made it may make owners */
    may_make_owner: Flag
    created_at: Time
    expires_at: Time
  }
  /** A sign-in at the identity provider that is under way. Its nonce and verifier follow from secrets that only the browser has. */
  provider_sign_ins: {
    /** SHA-256 of the state, hex */
    state_hash: string
    /** SHA-256 of the cookie of the browser that began it, hex */
    browser_hash: string
    /** who links their account; null for a sign-in */
    user_id: UserId | null
    /** the path to open afterwards */
    return_to: string
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
    /** null in the trail of a person, which no organization sees */
    organization_id: OrganizationId | null
    /** whose own trail it is in; null in the trail of an organization, and in some rows of earlier releases */
    user_id: UserId | null
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
    /** null: the organization's */
    execution_mode: 'remote' | 'local' | 'agent' | null
    agent_pool_id: AgentPoolId | null
    auto_destroy_after: string | null
    /** a list of `id`, `key` and `value` */
    tags: Json
    created_at: Time
    updated_at: Time
  }
  /** The workspaces of the project may use the pool. */
  agent_pool_projects: { agent_pool_id: AgentPoolId; project_id: ProjectId }
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
}
