// Organizations, accounts, tokens and the audit trail they all write, put together.
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
import type { Database } from '../database/index.ts'
import { Sessions, TerraformLogin } from '../login/index.ts'
import {
  ModuleSharing,
  OrganizationAdministration,
  type OrganizationFounding,
  type OrganizationRenaming,
  Organizations,
} from '../organizations/index.ts'
import { AgentPoolRows, AgentPools, DefaultProjectFounding, Projects } from '../placeholders/index.ts'
import type { Clock } from '../platform/kernel/index.ts'
import { RequestOrigins } from '../platform/request-origin/index.ts'
import type { Keyring } from '../platform/secrets/index.ts'

export interface Identity {
  trail: AuditTrail
  /** to be told where requests come from, so that the audit trail knows */
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
}

export function wireIdentity({ database: { queries }, clock, keyring, renamings = [] }: IdentityParts): Identity {
  const origins = new RequestOrigins()
  const trail = new AuditTrail({ database: queries, clock, accessors: new AuditedAccounts(), origins })
  const cache = new SubjectCache(clock)
  const founding = inTurn([new OwnersFounding(clock), new DefaultProjectFounding(clock)])
  const agentPools = new AgentPoolRows(queries)
  const organizations = new Organizations({ database: queries, clock, founding, renamings, agentPools, trail, accessChanges: cache })
  const placeholders = { database: queries, clock, organizations, trail }
  const accounts = { database: queries, clock, accessChanges: cache, trail }
  const users = new Users(accounts)
  const teams = new Teams(accounts, organizations)
  // Made once: a Buffer as key would be turned into a key object for every token that is looked up.
  const key = createSecretKey(keyring.key('authentication-tokens'))
  const formerKeys = keyring.formerKeys('authentication-tokens').map((former) => createSecretKey(former))
  const tokenUses = new TokenUses(queries)
  const roles = new AccountRoles(queries)
  const ttlPolicies = new TokenTtlPolicies({ database: queries, clock, organizations, trail })
  const tokens = new AuthenticationTokens({
    database: queries,
    clock,
    key,
    cache,
    organizations,
    teams,
    roles,
    policies: ttlPolicies,
    trail,
  })
  const sessions = new Sessions({ database: queries, clock, trail })
  const failedPasswords = new FailedPasswords({ database: queries, trail })
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
    tokens,
    ttlPolicies,
    authenticator: new Authenticator({
      database: queries,
      clock,
      key,
      formerKeys,
      roles,
      sharing: new ModuleSharing(queries),
      cache,
      uses: tokenUses,
    }),
    tokenUses,
    failedPasswords,
    passwords: new Passwords({
      database: queries,
      clock,
      attempts: new PasswordAttempts(clock),
      failures: failedPasswords,
      changes: sessions,
      trail,
    }),
    sessions,
    terraformLogin: new TerraformLogin({ database: queries, clock, tokens, trail }),
    roles,
  }
}

function inTurn(foundings: readonly OrganizationFounding[]): OrganizationFounding {
  return {
    async found(transaction, organization) {
      for (const founding of foundings) await founding.found(transaction, organization)
    },
  }
}
