import { join } from 'node:path'
import { type Config, readConfig } from '../../src/app/config/index.ts'
import type { TestDatabase } from './databases.ts'

/** The configuration of an installation with this database. @param directory of everything else */
export function configOn({ config }: Pick<TestDatabase, 'config'>, directory: string): Config {
  if (config.kind === 'sqlite') return { ...readConfig({ TERRACE_DATA_DIR: directory }), database: config }
  const keyFile = join(directory, 'secret.key')
  return readConfig({ TERRACE_DATA_DIR: directory, TERRACE_DATABASE_URL: config.url, TERRACE_SECRET_KEY_FILE: keyFile })
}
