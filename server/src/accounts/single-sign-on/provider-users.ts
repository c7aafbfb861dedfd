// Users whom the identity provider signs in. Issuer and subject say who they are; an e-mail address never does.
import type { AccessChanges, AuditFact } from '../../audit-trail/index.ts'
import type { Queries } from '../../database/index.ts'
import { type Clock, Conflict, Forbidden, NotFound, newId, Unauthenticated, type UserId } from '../../kernel/index.ts'
import { emailProblems } from '../../organizations/index.ts'
import { FirstUserRows } from '../people/first-user-rows.ts'
import { MembershipRows } from '../people/membership-rows.ts'
import type { User } from '../people/user.ts'
import { UserRows } from '../people/user-rows.ts'
import type { GroupMapping } from './group-mapping.ts'
import { followGroups } from './group-memberships.ts'
import { type ProviderIdentity, ProviderIdentityRows } from './provider-identity-rows.ts'
import type { ProviderUser } from './provider-user.ts'
import { numberedName, usernameOf } from './username-of.ts'

export interface ProviderUsersParts {
  queries: Queries
  clock: Clock
  accessChanges: AccessChanges
  /** whether users join without being asked */
  autoAccept: boolean
}

const MAX_NAMES = 100

const UNVERIFIED =
  'The identity provider does not say that your e-mail address is verified. Verify it there, or ask the operator of this server, who finds more under TERRACE_OIDC_TRUST_EMAIL'
const SUSPENDED = 'This account is suspended: ask an administrator of this site'

export class ProviderUsers {
  readonly #parts: ProviderUsersParts
  readonly #rows: ProviderIdentityRows

  constructor(parts: ProviderUsersParts) {
    this.#parts = parts
    this.#rows = new ProviderIdentityRows(parts.queries)
  }

  /**
   * The user with this identity, who is made at the first sign-in. Memberships follow the groups.
   * @throws Unauthenticated when the user is suspended; Forbidden without a verified address; Conflict when it is another user's
   */
  async admit(described: ProviderUser, mapping: GroupMapping): Promise<User> {
    const { accessChanges, clock } = this.#parts
    await this.#provide(described)
    const now = clock.now()
    const { user } = await accessChanges.make(
      'system',
      async (tx) => {
        const user = await lockedUserOf(tx, described)
        await new ProviderIdentityRows(tx).recordUse(described, now)
        const { groups } = described
        return { user, facts: groups === undefined ? [] : await followGroups(tx, { user, groups, mapping, now }) }
      },
      ({ facts }) => facts,
    )
    return user
  }

  /** For a new session, in its transaction. @throws Unauthenticated when the identity is no longer the user's, or they are suspended */
  async check(tx: Queries, described: ProviderUser): Promise<void> {
    await lockedUserOf(tx, described)
  }

  async ofUser(userId: UserId): Promise<ProviderIdentity[]> {
    return await this.#rows.ofUser(userId)
  }

  /**
   * From now on, the identity signs this user in.
   * @param actor the user, who has just signed in at the provider, or the operator, who vouches for them
   * @throws Conflict when it is another user's, or the user has another one
   */
  async link(
    actor: 'operator' | 'user',
    { id, username }: Pick<User, 'id' | 'username'>,
    identity: Pick<ProviderUser, 'issuer' | 'subject'>,
  ): Promise<void> {
    const { accessChanges, clock } = this.#parts
    const subject = { kind: 'user', userId: id, siteAdmin: false, roles: [] } as const
    await accessChanges.make(
      actor === 'operator' ? 'operator' : subject,
      async (tx) => {
        const rows = new ProviderIdentityRows(tx)
        if ((await rows.userOf(identity))?.id === id) return false
        const { issuer, subject: at } = identity
        if (await rows.insert({ issuer, subject: at, userId: id, createdAt: clock.now() })) return true
        throw new Conflict('This identity belongs to another account already, or this account has another identity: unlink that one first')
      },
      (linked) => (linked ? linkFact('link_identity', { id, username }, identity.issuer) : []),
    )
  }

  /** @throws NotFound when no identity is linked */
  async unlink(actor: 'operator' | 'user', { id, username }: Pick<User, 'id' | 'username'>): Promise<void> {
    const subject = { kind: 'user', userId: id, siteAdmin: false, roles: [] } as const
    await this.#parts.accessChanges.make(
      actor === 'operator' ? 'operator' : subject,
      async (tx) => {
        const rows = new ProviderIdentityRows(tx)
        const [identity] = await rows.ofUser(id)
        if (identity === undefined) throw new NotFound(`${username} has no identity at an identity provider`)
        await rows.deleteOf(id)
        return identity
      },
      ({ issuer }) => linkFact('unlink_identity', { id, username }, issuer),
    )
  }

  /** Of two first sign-ins at once, one makes the user. */
  async #provide(described: ProviderUser): Promise<void> {
    if ((await this.#rows.userOf(described)) !== undefined) return
    try {
      await this.#create(described)
    } catch (error) {
      if (!(error instanceof Conflict) || (await this.#rows.userOf(described)) === undefined) throw error
    }
  }

  async #create(described: ProviderUser): Promise<void> {
    const { accessChanges, clock, autoAccept } = this.#parts
    const { email, emailVerified, issuer, subject } = described
    if (email === undefined || !emailVerified || emailProblems(email).length > 0) throw new Forbidden(UNVERIFIED)
    const now = clock.now()
    await accessChanges.make(
      'system',
      async (tx) => {
        const user = await insertedUser(new UserRows(tx), { username: usernameOf(described), email, now })
        if (!(await new ProviderIdentityRows(tx).insert({ issuer, subject, userId: user.id, createdAt: now }))) {
          throw new Conflict('This identity belongs to an account already: sign in again')
        }
        await new FirstUserRows(tx).record(now)
        if (autoAccept) await new MembershipRows(tx).acceptInvitations(user)
        return user
      },
      ({ id, username }) => ({ action: 'create', resource: { type: 'user', id, meta: { username, issuer } }, memberId: id }),
    )
  }
}

/** Suspending and deleting wait until the transaction ends. */
async function lockedUserOf(tx: Queries, described: Pick<ProviderUser, 'issuer' | 'subject'>): Promise<User> {
  const known = await new ProviderIdentityRows(tx).userOf(described)
  const user = known === undefined ? undefined : await new UserRows(tx).locked(known.id)
  if (user === undefined) throw new Unauthenticated('The account was changed meanwhile: sign in again')
  if (user.suspendedAt !== null) throw new Unauthenticated(SUSPENDED)
  return user
}

async function insertedUser(users: UserRows, { username, email, now }: { username: string; email: string; now: number }): Promise<User> {
  if ((await users.userByEmail(email)) !== undefined) throw new Conflict(takenEmail(email))
  for (let attempt = 1; attempt <= MAX_NAMES; attempt++) {
    const name = numberedName(username, attempt)
    const times = { suspendedAt: null, createdAt: now, updatedAt: now }
    const user: User = { id: newId('user'), username: name, email, unconfirmedEmail: null, siteAdmin: false, ...times }
    if (await users.insertUser(user)) return user
    if ((await users.userByEmail(email)) !== undefined) break
  }
  throw new Conflict(takenEmail(email))
}

/** Only whom the provider knows by this verified address learns that an account has it. */
function takenEmail(email: string): string {
  return `An account with the address ${email} exists already, and an address alone proves too little to open it. If it is yours, sign in to it and link it on the page Single sign-on, or ask the operator of this server, who links it with terrace admin link-identity`
}

function linkFact(action: string, { id, username }: Pick<User, 'id' | 'username'>, issuer: string): AuditFact {
  return { action, resource: { type: 'user', id, meta: { username, issuer } }, memberId: id }
}
