// What a registry says about the versions of a module.
import { compareVersions, isPrerelease, parseVersion, type Version } from '../terraform/index.ts'
import { type Ask, answerOf, objectIn } from './asking.ts'
import type { ModuleAddress } from './module-address.ts'
import { Obstacle, type Passed } from './step.ts'

/** How many versions a finding names. */
const NAMED = 5

export interface Registry {
  ask: Ask
  /** of the registry's modules, with a slash at the end */
  base: string
  headers: Readonly<Record<string, string>>
}

export function urlOfModule(base: string, { namespace, name, provider }: ModuleAddress): string {
  return new URL([namespace, name, provider].map(encodeURIComponent).join('/'), base).href
}

/** @param wanted empty for the newest that is no pre-release @returns the version to download */
export async function chooseVersion({ ask, base, headers }: Registry, module: ModuleAddress, wanted: string): Promise<Passed<string>> {
  const answer = await answerOf(ask, { method: 'GET', url: `${urlOfModule(base, module)}/versions`, headers })
  requireSuccess(answer.status, module, headers['authorization'] !== undefined)
  const offered = versionsIn(objectIn(answer)).toSorted((a, b) => compareVersions(b, a))
  const [newest] = offered
  if (newest === undefined) {
    throw new Obstacle('The module has no version that can be installed.', 'Look at its page: the imports of its tags say why.')
  }
  const counted = `${offered.length} ${offered.length === 1 ? 'version' : 'versions'}, the newest ${newest.text}`
  if (wanted === '') {
    const stable = offered.find((version) => !isPrerelease(version)) ?? newest
    return { value: stable.text, finding: `${counted}. The next steps take ${stable.text}.` }
  }
  if (offered.some(({ text }) => text === wanted)) return { value: wanted, finding: `${counted}, and ${wanted} among them.` }
  throw new Obstacle(
    `The registry has no version ${wanted}. It has ${offered
      .slice(0, NAMED)
      .map(({ text }) => text)
      .join(', ')}${offered.length > NAMED ? ' and older ones' : ''}.`,
    'A version may be revoked, deleted, not imported yet, or its import may have failed: the page of the module says which.',
  )
}

function requireSuccess(status: number, { namespace, name, provider }: ModuleAddress, hasToken: boolean): void {
  if (status === 200) return
  if (status === 401) {
    throw hasToken
      ? new Obstacle(
          'The registry does not accept the token (status 401).',
          'It may be expired, revoked, or of another host. Create a new one.',
        )
      : new Obstacle('The registry asks for a token (status 401).', 'Run `terraform login` for this host, or give a token.')
  }
  if (status === 403)
    throw new Obstacle('The registry refuses the token (status 403).', 'Ask who manages the registry what the token may read.')
  if (status === 404) {
    throw new Obstacle(
      `The registry has no module ${namespace}/${name}/${provider}, or the token may not read it (status 404).`,
      'Check the spelling, the case of each letter, and which organization the token belongs to.',
    )
  }
  if (status === 429) throw new Obstacle('The registry gets too many requests (status 429).', 'Wait a minute, and try again.')
  throw new Obstacle(`The list of versions answers with status ${status}.`, ASK_OPERATOR)
}

export const ASK_OPERATOR = 'Give the operator of the registry the time of this diagnosis: the log has the cause.'

/** What clients cannot read they skip. */
function versionsIn(answer: Record<string, unknown> | undefined): Version[] {
  const [module] = Array.isArray(answer?.['modules']) ? (answer['modules'] as unknown[]) : []
  if (typeof module !== 'object' || module === null || !('versions' in module) || !Array.isArray(module.versions)) {
    throw new Obstacle(
      'The answer is not a list of versions.',
      'Something else than a registry may answer: a reverse proxy, or a page to sign in.',
    )
  }
  return (module.versions as { version?: unknown }[]).flatMap(({ version }) => {
    const read = typeof version === 'string' ? parseVersion(version) : undefined
    return read === undefined ? [] : [read]
  })
}
