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
  const trimmed = identifier.endsWith('/') ? identifier.slice(0, -1) : identifier
  const segment = trimmed.slice(trimmed.lastIndexOf('/') + 1)
  const repository = segment.endsWith('.git') ? segment.slice(0, -4) : segment
  const [, provider = '', name = ''] = REPOSITORY_NAME.exec(repository) ?? []
  return isProviderName(provider) && isModuleName(name) ? { provider, name } : undefined
}
