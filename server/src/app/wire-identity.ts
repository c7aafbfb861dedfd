// Organizations, accounts, tokens and the audit trail they all write, put together.
import { createSecretKey } from 'node:crypto'
import {
  AccountDirectory,
  AccountRoles,
  AuditedAccounts,
  FailedPasswords,
  FirstUser,
  Invitations,
  InvitedUsers,
  Memberships,
  OwnersFounding,
  PasswordAttempts,
  PasswordResets,
  Passwords,
  type PasswordsParts,
  ProviderUsers,
  TeamMembers,
  Teams,
  UserAdministration,
  UserRegistry,
  Users,
} from '../accounts/index.ts'
import { AccessChanges, AuditedChanges, AuditTrail } from '../audit-trail/index.ts'
import {
  AuthenticationTokens,
  Authenticator,
  OperatorTokens,
  OrganizationTokens,
  SubjectCache,
  Subjects,
  TeamTokens,
  TokenChanges,
  TokenIssuer,
  TokenLimits,
  TokenTtlPolicies,
  TokenUses,
  UserTokens,
} from '../authentication-tokens/index.ts'
import type { Database, Queries } from '../database/index.ts'
import type { Clock } from '../kernel/index.ts'
import {
  codesEndWithTokens,
  FirstRun,
  InvitationLinks,
  OwnSessions,
  ResetLinks,
  SessionAuthenticator,
  Sessions,
  SignInLinks,
  sessionsEndWithPassword,
  setUpCode,
  TerraformLogin,
} from '../login/index.ts'
import {
  ModuleSharingRows,
  OrganizationAdministration,
  type OrganizationDeletion,
  type OrganizationFounding,
  type OrganizationRenaming,
  Organizations,
} from '../organizations/index.ts'
import {
  AGENT_POOLS,
  type AgentPools,
  DefaultProjectFounding,
  PlaceholderDirectory,
  Placeholders,
  PROJECTS,
  type Projects,
} from '../placeholders/index.ts'
import { createRequestAuthentication, type RequestAuthentication } from '../platform/http/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import { RequestOrigins } from '../platform/request-origin/index.ts'
import type { Keyring } from '../platform/secrets/index.ts'
import type { Config } from './config/index.ts'

export interface Identity {
  trail: AuditTrail
  /** told where requests come from, for the audit trail */
  origins: RequestOrigins
  organizations: Organizations
  administration: OrganizationAdministration
  projects: Projects
  agentPools: AgentPools
  placeholders: PlaceholderDirectory
  users: Users
  userRegistry: UserRegistry
  userAdministration: UserAdministration
  teams: Teams
  teamMembers: TeamMembers
  memberships: Memberships
  invitations: Invitations
  directory: AccountDirectory
  providerUsers: ProviderUsers
  tokens: AuthenticationTokens
  userTokens: UserTokens
  teamTokens: TeamTokens
  organizationTokens: OrganizationTokens
  tokenIssuer: TokenIssuer
  operatorTokens: OperatorTokens
  ttlPolicies: TokenTtlPolicies
  authenticator: Authenticator
  tokenUses: TokenUses
  failedPasswords: FailedPasswords
  passwords: Passwords
  passwordResets: PasswordResets
  sessions: Sessions
  ownSessions: OwnSessions
  sessionAuthenticator: SessionAuthenticator
  firstRun: FirstRun
  signInLinks: SignInLinks
  resetLinks: ResetLinks
  invitationLinks: InvitationLinks
  terraformLogin: TerraformLogin
  authentication: RequestAuthentication
}

export interface IdentityParts {
  database: Database
  clock: Clock
  keyring: Keyring
  renamings?: readonly OrganizationRenaming[]
  deletions?: readonly OrganizationDeletion[]
  config: Pick<Config, 'tokenMonths' | 'publicUrl' | 'autoAcceptInvitations' | 'quotas'>
  /** absent for commands, where nobody signs in */
  logger?: Logger
  /** told whenever a token is recognised; until then, the secret key may be another one than the database's */
  secretKeyProven?: (() => void) | undefined
}

/** What the services of these domains have in common. */
interface Shared {
  queries: Queries
  clock: Clock
  keyring: Keyring
  config: IdentityParts['config']
  secretKeyProven: () => void
  origins: RequestOrigins
  changes: AuditedChanges
  accessChanges: AccessChanges
  subjects: Subjects
  roles: AccountRoles
  limits: TokenLimits
  tokenSubjects: SubjectCache
  sessionSubjects: SubjectCache<Awaited<ReturnType<SessionAuthenticator['authenticate']>>>
}

export function wireIdentity(parts: IdentityParts): Identity {
  const { queries } = parts.database
  const { clock } = parts
  const origins = new RequestOrigins()
  const trail = new AuditTrail({ queries, clock, accessors: new AuditedAccounts(), origins })
  const shared = shareOf(parts, trail, origins)
  const tenants = wireTenants(parts, shared)
  const tokens = wireTokens(shared, tenants)
  const login = wireLogin(shared, { ...tenants, ...tokens }, noteRefusals(origins, parts.logger))
  const { authenticator } = tokens
  const authentication = createRequestAuthentication({
    tokens: authenticator,
    sessions: login.sessionAuthenticator,
    publicUrl: parts.config.publicUrl,
  })
  return { trail, origins, ...tenants, ...tokens, ...login, authentication }
}

function shareOf(
  { database: { queries }, clock, keyring, config, secretKeyProven = () => undefined }: IdentityParts,
  trail: AuditTrail,
  origins: RequestOrigins,
): Shared {
  const changes = new AuditedChanges({ queries, trail })
  const tokenSubjects = new SubjectCache({ clock })
  const sessionSubjects: Shared['sessionSubjects'] = new SubjectCache({ clock })
  const accessChanges = new AccessChanges({ changes, memories: [tokenSubjects, sessionSubjects] })
  const roles = new AccountRoles({ queries })
  const limits = new TokenLimits({ queries })
  const subjects = new Subjects({ roles, limits, sharing: new ModuleSharingRows(queries) })
  const access = { changes, accessChanges, subjects, roles, limits, tokenSubjects, sessionSubjects }
  return { queries, clock, keyring, config, secretKeyProven, origins, ...access }
}

type Tenants = Pick<
  Identity,
  | 'organizations'
  | 'administration'
  | 'projects'
  | 'agentPools'
  | 'placeholders'
  | 'users'
  | 'userRegistry'
  | 'userAdministration'
  | 'teams'
  | 'teamMembers'
  | 'memberships'
  | 'invitations'
  | 'directory'
  | 'providerUsers'
>

/** Organizations and who is in them. */
function wireTenants({ renamings = [], deletions }: IdentityParts, shared: Shared): Tenants {
  const { queries } = shared
  const founding = inTurn([new OwnersFounding(shared), new DefaultProjectFounding(shared)])
  const placeholders = new PlaceholderDirectory({ queries })
  const organizations = new Organizations({
    ...shared,
    founding,
    renamings,
    deletions,
    agentPools: placeholders,
    quotas: shared.config.quotas,
  })
  const teams = new Teams({ ...shared, organizations })
  const memberships = new Memberships({ ...shared, organizations })
  const autoAccept = shared.config.autoAcceptInvitations
  return {
    organizations,
    administration: new OrganizationAdministration({ ...shared, organizations, deletions }),
    projects: new Placeholders({ ...shared, organizations, kind: PROJECTS }),
    agentPools: new Placeholders({ ...shared, organizations, kind: AGENT_POOLS }),
    placeholders,
    users: new Users(shared),
    userRegistry: new UserRegistry({ ...shared, autoAccept }),
    userAdministration: new UserAdministration({ ...shared, autoAccept }),
    teams,
    teamMembers: new TeamMembers({ ...shared, teams }),
    memberships,
    invitations: new Invitations({ ...shared, organizations, memberships, autoAccept }),
    directory: new AccountDirectory({ queries }),
    providerUsers: new ProviderUsers({ ...shared, autoAccept }),
  }
}

type Tokens = Pick<
  Identity,
  | 'tokens'
  | 'userTokens'
  | 'teamTokens'
  | 'organizationTokens'
  | 'tokenIssuer'
  | 'operatorTokens'
  | 'ttlPolicies'
  | 'authenticator'
  | 'tokenUses'
>

/** Tokens: made, and recognised. */
function wireTokens(shared: Shared, { organizations, teams }: Pick<Tenants, 'organizations' | 'teams'>): Tokens {
  const { queries, clock, keyring, config, roles, subjects, tokenSubjects: cache, secretKeyProven: recognised } = shared
  // Made once: a Buffer as key would be turned into a key object for every token that is looked up.
  const key = createSecretKey(keyring.key('authentication-tokens'))
  const formerKeys = keyring.formerKeys('authentication-tokens').map((former) => createSecretKey(former))
  const uses = new TokenUses({ queries })
  const ttlPolicies = new TokenTtlPolicies({ ...shared, organizations })
  const changes = new TokenChanges({ ...shared, key, usualMonths: config.tokenMonths, quotas: config.quotas })
  const issuer = new TokenIssuer({ changes, roles })
  return {
    tokens: new AuthenticationTokens({ queries, changes, teams }),
    userTokens: new UserTokens({ queries, issuer }),
    teamTokens: new TeamTokens({ queries, clock, changes, teams }),
    organizationTokens: new OrganizationTokens({ queries, changes, organizations }),
    tokenIssuer: issuer,
    operatorTokens: new OperatorTokens({ queries, changes, revocations: codesEndWithTokens }),
    ttlPolicies,
    authenticator: new Authenticator({ queries, clock, key, formerKeys, subjects, cache, uses, recognised }),
    tokenUses: uses,
  }
}

type Login = Pick<
  Identity,
  | 'passwords'
  | 'passwordResets'
  | 'failedPasswords'
  | 'sessions'
  | 'ownSessions'
  | 'sessionAuthenticator'
  | 'firstRun'
  | 'signInLinks'
  | 'resetLinks'
  | 'invitationLinks'
  | 'terraformLogin'
>

/** People in browsers. */
function wireLogin(
  shared: Shared,
  {
    organizations,
    tokens,
    tokenIssuer: issuer,
    invitations,
    userAdministration,
  }: Pick<Tenants & Tokens, 'organizations' | 'tokens' | 'tokenIssuer' | 'invitations' | 'userAdministration'>,
  onRefused: PasswordsParts['onRefused'],
): Login {
  const sessions = new Sessions(shared)
  const failures = new FailedPasswords(shared)
  const passwords = { ...shared, passwordChanges: sessionsEndWithPassword }
  const passwordResets = new PasswordResets(passwords)
  return {
    passwords: new Passwords({ ...passwords, attempts: new PasswordAttempts(shared), failures, onRefused }),
    passwordResets,
    failedPasswords: failures,
    sessions,
    ownSessions: new OwnSessions(shared),
    sessionAuthenticator: new SessionAuthenticator({ sessions, subjects: shared.subjects, cache: shared.sessionSubjects }),
    firstRun: new FirstRun({ firstUser: new FirstUser(shared), organizations, code: setUpCode(shared.keyring.key('set-up-code')) }),
    signInLinks: new SignInLinks({ ...shared, sessions }),
    resetLinks: new ResetLinks({ ...shared, passwordResets, userAdministration }),
    invitationLinks: new InvitationLinks({ ...shared, invitations, invitedUsers: new InvitedUsers(shared) }),
    terraformLogin: new TerraformLogin({ ...shared, tokens, issuer }),
  }
}

/** Without the name that was typed, which may be the password by mistake. The audit trail names the account under the same request id. */
function noteRefusals(origins: RequestOrigins, logger: Logger | undefined): PasswordsParts['onRefused'] {
  return (attempt, reason) => {
    const { requestId = null, remoteAddress = null } = origins.current() ?? {}
    logger?.warn({ request_id: requestId, remote_address: remoteAddress, attempt, reason }, 'a password was refused')
  }
}

function inTurn(foundings: readonly OrganizationFounding[]): OrganizationFounding {
  return {
    async found(tx, organization) {
      for (const founding of foundings) await founding.found(tx, organization)
    },
  }
}
