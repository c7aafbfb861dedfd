import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { Conflict, newId } from '../kernel/index.ts'
import type { Database, Queries } from './index.ts'

describeOnEveryDatabase('transactions that wait for each other', (open) => {
  it('both succeed in the end', async () => {
    const database = await open()
    const ids = [await organization(database, 'one'), await organization(database, 'two')] as const
    const meeting = new Meeting(database.kind === 'postgres' ? 2 : 1)
    const renameBoth = (first: string, second: string, suffix: string) =>
      database.queries.transaction().execute(async (transaction: Queries) => {
        await rename(transaction, first, suffix)
        await meeting.join()
        await rename(transaction, second, suffix)
      })
    await Promise.all([renameBoth(ids[0], ids[1], 'a'), renameBoth(ids[1], ids[0], 'b')])
    const rows = await database.queries.selectFrom('organizations').select('email').orderBy('name').execute()
    expect(rows[0]?.email).toBe(rows[1]?.email)
  })

  it('fail as a conflict after several attempts', async ({ skip }) => {
    const { kind, queries } = await open()
    skip(kind === 'sqlite', 'SQLite has one writer')
    const conflict = new Conflict('It was modified concurrently; read it again and retry')
    let attempts = 0
    const failing = queries.transaction().execute(async (transaction) => {
      attempts += 1
      await deadlock.execute(transaction)
    })
    await expect(failing).rejects.toThrow(conflict)
    expect(attempts).toBeGreaterThan(1)
    await expect(deadlock.execute(queries)).rejects.toThrow(conflict)
  })
})

/** The error of PostgreSQL for the victim of a deadlock. */
const deadlock = sql`do $$ begin raise deadlock_detected; end $$`

/** Holds everybody until all have arrived once. Later arrivals pass. */
class Meeting {
  #missing: number
  #open: () => void = () => undefined
  readonly #all = new Promise<void>((resolve) => {
    this.#open = resolve
  })

  constructor(people: number) {
    this.#missing = people
  }

  async join(): Promise<void> {
    this.#missing -= 1
    if (this.#missing <= 0) this.#open()
    await this.#all
  }
}

async function organization({ queries }: Database, name: string): Promise<string> {
  const id = newId('organization')
  const row = { id, name, name_lower: name, email: '', settings: '{}', user_tokens_enabled: 1, created_at: 1, updated_at: 1 } as const
  await queries.insertInto('organizations').values(row).execute()
  return id
}

async function rename(queries: Queries, id: string, email: string): Promise<void> {
  await queries
    .updateTable('organizations')
    .set({ email })
    .where('id', '=', id as never)
    .execute()
}
