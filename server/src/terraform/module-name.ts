// Names of modules and providers, and how a repository's name gives them.

const MODULE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?$/
const PROVIDER_NAME = /^[0-9a-z]{1,64}$/
const REPOSITORY_NAME = /^terraform-([^-]+)-(.+)$/

/** 1 to 64 letters, digits, `-`, `_`; neither of the latter first or last. The rule of the module registry protocol. */
export function isModuleName(text: string): boolean {
  return MODULE_NAME.test(text)
}

/** 1 to 64 lower-case letters and digits: what the command line clients accept in a module address. */
export function isProviderName(text: string): boolean {
  return PROVIDER_NAME.test(text)
}

/**
 * Reads `terraform-<PROVIDER>-<NAME>` from the last segment of a repository's identifier (`group/terraform-aws-vpc`), without `.git`.
 * The name may hold dashes itself.
 * @returns undefined when the repository is not named so
 */
export function parseRepositoryName(identifier: string): { provider: string; name: string } | undefined {
  const [, provider = '', name = ''] = REPOSITORY_NAME.exec(lastSegment(identifier)) ?? []
  return isProviderName(provider) && isModuleName(name) ? { provider, name } : undefined
}

/** @returns why `parseRepositoryName` finds nothing in it, for people; undefined when it does find something */
export function repositoryNameProblem(identifier: string): string | undefined {
  const repository = lastSegment(identifier)
  if (!repository.startsWith('terraform-')) return 'its name does not begin with terraform-'
  const [, provider, name] = REPOSITORY_NAME.exec(repository) ?? []
  if (provider === undefined || name === undefined) return 'its name is not made like terraform-<provider>-<name>'
  if (!isProviderName(provider)) {
    return `the provider in its name, ${provider}, may only have lower-case letters and digits, at most 64`
  }
  if (isModuleName(name)) return undefined
  return `the module's name in it, ${name}, may only have letters, digits, - and _, at most 64, and no - or _ at its ends`
}

function lastSegment(identifier: string): string {
  const trimmed = identifier.endsWith('/') ? identifier.slice(0, -1) : identifier
  const segment = trimmed.slice(trimmed.lastIndexOf('/') + 1)
  return segment.endsWith('.git') ? segment.slice(0, -4) : segment
}
