/** The text that a substring search looks through. It is one column, so that both databases search it alike. */
export function searchText(module: { namespace: string; name: string; provider: string; description: string }): string {
  const { namespace, name, provider, description } = module
  return `${namespace}/${name}/${provider} terraform-${provider}-${name} ${description}`.toLowerCase()
}
