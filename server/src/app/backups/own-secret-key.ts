// What backups ask of the secret key of this installation.
import type { SecretKey } from '../../backup/index.ts'
import type { Queries } from '../../database/index.ts'
import { systemClock } from '../../kernel/index.ts'
import { ConfigurationError } from '../config/index.ts'
import type { Installation } from '../installation.ts'
import { foreignKey } from '../prepare-database.ts'
import { compareSecretKey, SecretKeyCheck } from '../secret-key/index.ts'

/** Its functions throw a ConfigurationError that names the key and what was written with another one. */
export function ownSecretKey({ config, keyring }: Pick<Installation, 'config' | 'keyring'>): SecretKey {
  const checkOf = (queries: Queries) => new SecretKeyCheck({ database: { queries }, keyring, clock: systemClock })
  return {
    checkValue: async (queries) => (await checkOf(queries).checkValue()) ?? null,
    async requireOwn(queries) {
      if ((await checkOf(queries).state()) === 'foreign') throw new ConfigurationError([foreignKey(config)])
    },
    requireMatch(checkValue, file) {
      if (checkValue === null || compareSecretKey(keyring, checkValue) !== 'foreign') return
      throw new ConfigurationError([foreignKey(config, file)])
    },
  }
}
