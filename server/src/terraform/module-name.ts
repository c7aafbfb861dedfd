// Names of modules and providers, and how they follow from the name of a repository.

const MODULE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?$/
const PROVIDER_NAME = /^[0-9a-z]{1,64}$/
const REPOSITORY_NAME = /^terraform-([^-]+)-(.+)$/

/** 1 to 64 letters, digits, `-` and `_`, with a letter or digit first and last. The rule of the module registry protocol. */
export function isModuleName(text: string): boolean {
  return MODULE_NAME.test(text)
}

/** 1 to 64 lowercase letters and digits, as Terraform and OpenTofu accept in a module address. */
export function isProviderName(text: string): boolean {
  return PROVIDER_NAME.test(text)
}

/**
 * Parses `terraform-<PROVIDER>-<NAME>` from the last segment of a repository's identifier (`group/terraform-aws-vpc`), without `.git`.
 * The module name may contain dashes.
 * @returns undefined when the name has another form
 */
export function parseRepositoryName(identifier: string): { provider: string; name: string } | undefined {
  const [, provider = '', name = ''] = REPOSITORY_NAME.exec(lastSegment(identifier)) ?? []
  return isProviderName(provider) && isModuleName(name) ? { provider, name } : undefined
}

/** @returns why `parseRepositoryName` returns undefined, as a message to users; undefined when the name is valid */
export function repositoryNameProblem(identifier: string): string | undefined {
  const repository = lastSegment(identifier)
  if (!repository.startsWith('terraform-')) return 'its name does not start with terraform-'
  const [, provider, name] = REPOSITORY_NAME.exec(repository) ?? []
  if (provider === undefined || name === undefined) return 'its name does not have the format terraform-<PROVIDER>-<NAME>'
  if (!isProviderName(provider)) {
    return `the provider in its name, ${provider}, may contain only lowercase letters and digits, at most 64`
  }
  if (isModuleName(name)) return undefined
  return `the module name in it, ${name}, may contain only letters, digits, - and _, at most 64, and must not start or end with - or _`
}

function lastSegment(identifier: string): string {
  const trimmed = identifier.endsWith('/') ? identifier.slice(0, -1) : identifier
  const segment = trimmed.slice(trimmed.lastIndexOf('/') + 1)
  return segment.endsWith('.git') ? segment.slice(0, -4) : segment
}
