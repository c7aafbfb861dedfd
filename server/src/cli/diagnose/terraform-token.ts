// The token that Terraform and OpenTofu would send to a host.
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { variableFor } from '../../diagnosis/index.ts'

/** What `terraform login` and `tofu login` store. */
const STORES = ['.terraform.d/credentials.tfrc.json', '.opentofu/credentials.tfrc.json']

interface Stored {
  credentials?: Record<string, { token?: unknown } | undefined>
}

/**
 * From the environment first, as clients do.
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#credentials
 * @returns empty when there is none
 */
export async function tokenFor(host: string, env: NodeJS.ProcessEnv): Promise<string> {
  const given = env[variableFor(host)]
  if (given !== undefined && given !== '') return given
  const home = env['HOME'] ?? homedir()
  const stored = await Promise.all(STORES.map(async (store) => await storedIn(join(home, store), host)))
  return stored.find((token) => token !== '') ?? ''
}

async function storedIn(file: string, host: string): Promise<string> {
  try {
    const { credentials } = JSON.parse(await readFile(file, 'utf8')) as Stored
    const token = credentials?.[host]?.token
    return typeof token === 'string' ? token : ''
  } catch {
    // Missing, or not readable: clients go on without.
    return ''
  }
}
