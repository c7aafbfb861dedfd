// Whether the secret key is the one that the database was written with. With any other, every token and credential is unreadable.

import { tokensUnusedSince, type UnusedToken } from '../../authentication-tokens/index.ts'
import type { Database } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { createSecretBox, type Keyring } from '../../platform/secrets/index.ts'
import { opensCredentials } from '../../vcs/index.ts'
import { SecretKeyRows } from './secret-key-rows.ts'

export interface SecretKeyCheckParts {
  database: Pick<Database, 'queries'>
  keyring: Keyring
  clock: Clock
}

/**
 * `matches`: its check value is on record. `former`: a key below the current one in the file is on record. `new`: nothing was
 * written with a key yet. `opens`: no value is on record, and the key opens a stored credential. `unproven`: no value is on
 * record, and there are only tokens, which are hashes. `foreign`: what is stored was written with another key.
 */
export type SecretKeyState = 'matches' | 'former' | 'new' | 'opens' | 'unproven' | 'foreign'

export class SecretKeyCheck {
  readonly #parts: SecretKeyCheckParts
  readonly #rows: SecretKeyRows

  constructor(parts: SecretKeyCheckParts) {
    this.#parts = parts
    this.#rows = new SecretKeyRows(parts.database.queries)
  }

  /** Changes nothing. */
  async state(): Promise<SecretKeyState> {
    const recorded = await this.#rows.checkValue()
    if (recorded !== undefined) return compareSecretKey(this.#parts.keyring, recorded)
    const { database, keyring } = this.#parts
    const box = createSecretBox(keyring.key('credentials'), keyring.formerKeys('credentials'))
    const opens = await opensCredentials(database.queries, box)
    if (opens !== undefined) return opens ? 'opens' : 'foreign'
    return (await this.#rows.hasTokens()) ? 'unproven' : 'new'
  }

  /** @returns undefined when none is on record */
  checkValue(): Promise<string | undefined> {
    return this.#rows.checkValue()
  }

  /** Tokens that are refused once the former keys are gone: a use hashes a token with the current key. */
  async tokensOfFormerKeys(): Promise<UnusedToken[]> {
    const { database, keyring, clock } = this.#parts
    const since = await this.#rows.recordedAt()
    if (since === undefined || keyring.formerKeys('check-value').length === 0) return []
    return await tokensUnusedSince(database.queries, since, clock.now())
  }

  /** Puts the current key on record where that is safe. */
  async verify(): Promise<SecretKeyState> {
    const state = await this.state()
    if (state === 'new' || state === 'opens') await this.record()
    if (state === 'former') {
      const recorded = await this.#rows.checkValue()
      if (recorded !== undefined) await this.#rows.replace(recorded, currentValue(this.#parts.keyring), this.#parts.clock.now())
    }
    return state
  }

  /** Once something that was written with the key has been recognised. */
  async record(): Promise<void> {
    await this.#rows.record(currentValue(this.#parts.keyring), this.#parts.clock.now())
  }
}

/** @param checkValue as it is on record in some database @returns which of the keys it belongs to */
export function compareSecretKey(keyring: Keyring, checkValue: string): 'matches' | 'former' | 'foreign' {
  if (checkValue === currentValue(keyring)) return 'matches'
  return keyring.formerKeys('check-value').some((key) => key.toString('hex') === checkValue) ? 'former' : 'foreign'
}

function currentValue(keyring: Keyring): string {
  return keyring.key('check-value').toString('hex')
}
