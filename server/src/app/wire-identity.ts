// Wires organizations, accounts, tokens, sessions, and the audit trail that all of them write.
import { createSecretKey } from 'node:crypto'
import {
  AccountRoles,
  AuditedAccounts,
  FailedPasswords,
  Memberships,
  OwnersFounding,
  PasswordAttempts,
  Passwords,
  TeamMembers,
  Teams,
  UserAdministration,
  Users,
} from '../accounts/index.ts'
import { AuditTrail } from '../audit-trail/index.ts'
import { AuthenticationTokens, Authenticator, SubjectCache, TokenTtlPolicies, TokenUses } from '../authentication-tokens/index.ts'
import type { Database, Queries } from '../database/index.ts'
import type { Clock } from '../kernel/index.ts'
import { Sessions, TerraformLogin, type TerraformLoginDependencies } from '../login/index.ts'
import {
  ModuleSharingRows,
  OrganizationAdministration,
  type OrganizationDeletion,
  type OrganizationFounding,
  type OrganizationRenaming,
  Organizations,
} from '../organizations/index.ts'
import { AgentPoolRows, AgentPools, DefaultProjectFounding, Projects } from '../placeholders/index.ts'
import { RequestOrigins } from '../platform/request-origin/index.ts'
import type { Keyring } from '../platform/secrets/index.ts'
import type { Config } from './config/index.ts'

export interface Identity {
  trail: AuditTrail
  /** learns where requests come from, for the audit trail */
  origins: RequestOrigins
  organizations: Organizations
  projects: Projects
  agentPools: AgentPools
  administration: OrganizationAdministration
  users: Users
  userAdministration: UserAdministration
  teams: Teams
  teamMembers: TeamMembers
  memberships: Memberships
  tokens: AuthenticationTokens
  ttlPolicies: TokenTtlPolicies
  authenticator: Authenticator
  tokenUses: TokenUses
  failedPasswords: FailedPasswords
  passwords: Passwords
  sessions: Sessions
  terraformLogin: TerraformLogin
  roles: AccountRoles
}

export interface IdentityParts {
  database: Database
  clock: Clock
  keyring: Keyring
  renamings?: readonly OrganizationRenaming[]
  deletions?: readonly OrganizationDeletion[]
  config: Pick<Config, 'tokenMonths'>
}

export function wireIdentity({ database: { queries }, clock, keyring, renamings = [], deletions, config }: IdentityParts): Identity {
  const origins = new RequestOrigins()
  const trail = new AuditTrail({ database: queries, clock, accessors: new AuditedAccounts(), origins })
  const cache = new SubjectCache(clock)
  const founding = inTurn([new OwnersFounding(clock), new DefaultProjectFounding(clock)])
  const agentPools = new AgentPoolRows(queries)
  const organizations = new Organizations({
    database: queries,
    clock,
    founding,
    renamings,
    deletions,
    agentPools,
    trail,
    accessChanges: cache,
  })
  const placeholders = { database: queries, clock, organizations, trail }
  const accounts = { database: queries, clock, accessChanges: cache, trail }
  const users = new Users(accounts)
  const teams = new Teams(accounts, organizations)
  const roles = new AccountRoles(queries)
  const issuing = wireTokens({ keyring, config, database: queries, clock, cache, organizations, teams, roles, trail })
  return {
    trail,
    origins,
    organizations,
    administration: new OrganizationAdministration({ database: queries, organizations, accessChanges: cache, trail }),
    projects: new Projects(placeholders),
    agentPools: new AgentPools(placeholders),
    users,
    userAdministration: new UserAdministration(accounts),
    teams,
    teamMembers: new TeamMembers(accounts, teams),
    memberships: new Memberships(accounts, organizations),
    ...issuing,
    ...wireLogin({ database: queries, clock, trail, tokens: issuing.tokens }),
    roles,
  }
}

type TokenParts = Pick<IdentityParts, 'clock' | 'config' | 'keyring'> &
  Pick<Identity, 'organizations' | 'teams' | 'roles' | 'trail'> & { database: Queries; cache: SubjectCache }

/** Issuing tokens, and recognizing them. */
function wireTokens({ config, keyring, ...parts }: TokenParts): Pick<Identity, 'tokens' | 'ttlPolicies' | 'authenticator' | 'tokenUses'> {
  const { database } = parts
  // Created once: Node would turn a Buffer into a key object at every look-up.
  const key = createSecretKey(keyring.key('authentication-tokens'))
  const formerKeys = keyring.formerKeys('authentication-tokens').map((former) => createSecretKey(former))
  const tokenUses = new TokenUses(database)
  const ttlPolicies = new TokenTtlPolicies(parts)
  return {
    tokens: new AuthenticationTokens({ ...parts, key, policies: ttlPolicies, usualMonths: config.tokenMonths }),
    ttlPolicies,
    authenticator: new Authenticator({ ...parts, key, formerKeys, sharing: new ModuleSharingRows(database), uses: tokenUses }),
    tokenUses,
  }
}

/** People in browsers. */
function wireLogin(
  parts: TerraformLoginDependencies & Pick<Identity, 'trail'>,
): Pick<Identity, 'passwords' | 'failedPasswords' | 'sessions' | 'terraformLogin'> {
  const { clock } = parts
  const sessions = new Sessions(parts)
  const failures = new FailedPasswords(parts)
  return {
    passwords: new Passwords({ ...parts, attempts: new PasswordAttempts(clock), failures, changes: sessions }),
    failedPasswords: failures,
    sessions,
    terraformLogin: new TerraformLogin(parts),
  }
}

function inTurn(foundings: readonly OrganizationFounding[]): OrganizationFounding {
  return {
    async found(transaction, organization) {
      for (const founding of foundings) await founding.found(transaction, organization)
    },
  }
}
