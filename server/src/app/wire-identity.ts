// Organizations, accounts and tokens, put together.
import { createSecretKey } from 'node:crypto'
import { AccountRoles, OwnersFounding, Teams, Users } from '../accounts/index.ts'
import { AuthenticationTokens, Authenticator, SubjectCache, TokenUses } from '../authentication-tokens/index.ts'
import type { Database } from '../database/index.ts'
import { ModuleSharing, OrganizationAdministration, type OrganizationRenaming, Organizations } from '../organizations/index.ts'
import type { Clock } from '../platform/kernel/index.ts'
import type { Keyring } from '../platform/secrets/index.ts'

export interface Identity {
  organizations: Organizations
  administration: OrganizationAdministration
  users: Users
  teams: Teams
  tokens: AuthenticationTokens
  authenticator: Authenticator
  tokenUses: TokenUses
}

export interface IdentityParts {
  database: Database
  clock: Clock
  keyring: Keyring
  renamings?: readonly OrganizationRenaming[]
}

export function wireIdentity({ database: { queries }, clock, keyring, renamings = [] }: IdentityParts): Identity {
  const cache = new SubjectCache(clock)
  const founding = new OwnersFounding(clock)
  const organizations = new Organizations({ database: queries, clock, founding, renamings, accessChanges: cache })
  const users = new Users({ database: queries, clock, accessChanges: cache })
  const teams = new Teams({ database: queries, clock, accessChanges: cache }, organizations)
  // Made once: a Buffer as key would be turned into a key object for every token that is looked up.
  const key = createSecretKey(keyring.key('authentication-tokens'))
  const tokenUses = new TokenUses(queries)
  const roles = new AccountRoles(queries)
  const sharing = new ModuleSharing(queries)
  const administration = new OrganizationAdministration({ database: queries, organizations, accessChanges: cache })
  const authenticator = new Authenticator({ database: queries, clock, key, roles, sharing, cache, uses: tokenUses })
  const tokens = new AuthenticationTokens({ database: queries, clock, key, cache, organizations, teams })
  return { organizations, administration, users, teams, tokens, authenticator, tokenUses }
}
