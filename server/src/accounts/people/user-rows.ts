import type { Kysely, Selectable } from 'kysely'
import type { Schema } from '../../database/index.ts'
import type { Problem, UserId } from '../../kernel/index.ts'
import { EMAIL_TAKEN, USERNAME_TAKEN, type User } from './user.ts'

type Tables = Pick<Schema, 'users'>

export class UserRows {
  readonly #queries: Kysely<Tables>

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  /** @returns false when the user name or the e-mail address is taken */
  async insertUser(user: User): Promise<boolean> {
    const inserted = await this.#queries
      .insertInto('users')
      .values({
        id: user.id,
        username: user.username,
        username_lower: user.username.toLowerCase(),
        email: user.email,
        email_lower: user.email.toLowerCase(),
        unconfirmed_email: user.unconfirmedEmail,
        is_site_admin: user.siteAdmin ? 1 : 0,
        suspended_at: user.suspendedAt,
        created_at: user.createdAt,
        updated_at: user.updatedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    return inserted !== undefined
  }

  /** Name and addresses. Fails with a unique violation when one is taken. */
  async updateUser(user: User): Promise<void> {
    await this.#queries
      .updateTable('users')
      .set({
        username: user.username,
        username_lower: user.username.toLowerCase(),
        email: user.email,
        email_lower: user.email.toLowerCase(),
        unconfirmed_email: user.unconfirmedEmail,
        updated_at: user.updatedAt,
      })
      .where('id', '=', user.id)
      .execute()
  }

  async usersById(ids: readonly UserId[]): Promise<User[]> {
    if (ids.length === 0) return []
    return (await this.#queries.selectFrom('users').selectAll().where('id', 'in', ids).orderBy('username_lower').execute()).map(userOf)
  }

  async userById(id: UserId): Promise<User | undefined> {
    return knownUser(await this.#queries.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst())
  }

  /** As it is now, and kept from changing until the transaction ends. */
  async locked(id: UserId): Promise<User | undefined> {
    const same = this.#queries.updateTable('users').set((user) => ({ updated_at: user.ref('updated_at') }))
    return knownUser(await same.where('id', '=', id).returningAll().executeTakeFirst())
  }

  async userByUsername(username: string): Promise<User | undefined> {
    const key = username.toLowerCase()
    return knownUser(await this.#queries.selectFrom('users').selectAll().where('username_lower', '=', key).executeTakeFirst())
  }

  async userByEmail(email: string): Promise<User | undefined> {
    const key = email.toLowerCase()
    return knownUser(await this.#queries.selectFrom('users').selectAll().where('email_lower', '=', key).executeTakeFirst())
  }
}

function knownUser(row: Selectable<Schema['users']> | undefined): User | undefined {
  return row === undefined ? undefined : userOf(row)
}

export function userOf(row: Selectable<Schema['users']>): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    unconfirmedEmail: row.unconfirmed_email,
    siteAdmin: row.is_site_admin === 1,
    suspendedAt: row.suspended_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** @returns a problem for the name and for the address, when another user has it */
export async function takenBy(users: UserRows, { id, username, email }: User): Promise<Problem[]> {
  const sameName = await users.userByUsername(username)
  const sameEmail = await users.userByEmail(email)
  return [
    ...(sameName === undefined || sameName.id === id ? [] : [USERNAME_TAKEN]),
    ...(sameEmail === undefined || sameEmail.id === id ? [] : [EMAIL_TAKEN]),
  ]
}
