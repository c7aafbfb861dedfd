// Examples for schemas, built from the examples of their members, which their names determine.

type Json = Readonly<Record<string, unknown>>

/** Examples by member name. */
const NAMED: Json = {
  name: 'vpc',
  namespace: 'acme',
  organization: 'acme',
  provider: 'aws',
  version: '1.2.0',
  email: 'ada@example.com',
  username: 'ada',
  identifier: 'platform/terraform-aws-vpc',
  'display-identifier': 'platform/terraform-aws-vpc',
  'http-url': 'https://git.example.com',
  'api-url': 'https://git.example.com/api',
  'service-provider': 'gitlab_hosted',
  'registry-name': 'private',
  branch: 'main',
  tag: 'v1.2.0',
  sha: '5b1d0ed0f3a3c2a57d5c32e7d3a6a8b1f0c9e8d7',
  'commit-sha': '5b1d0ed0f3a3c2a57d5c32e7d3a6a8b1f0c9e8d7',
}

/** @param name of the member that has the schema */
export function exampleOf(schema: object, name = ''): unknown {
  const { type, const: only, enum: words, anyOf, properties, items, examples } = schema as Json
  if (Array.isArray(examples)) return examples[0]
  if (only !== undefined) return only
  if (Array.isArray(words)) return words.find((word) => word !== '')
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0] as object, name)
  if (type === 'array') return [exampleOf(items as object, name.replace(/s$/, ''))]
  if (type === 'object') return exampleOfObject((properties ?? {}) as Json)
  return leaf(schema as Json, name)
}

function exampleOfObject(properties: Json): Json {
  const { id, type, ...members } = properties
  const named = Object.entries(members).map(([name, member]) => [name, exampleOf(member as object, name)])
  if (id === undefined || type === undefined) {
    const others = Object.entries({ ...(id === undefined ? {} : { id }), ...(type === undefined ? {} : { type }) })
    return Object.fromEntries([...others.map(([name, member]) => [name, exampleOf(member as object, name)]), ...named])
  }
  const kind = exampleOf(type as object, 'type')
  return Object.fromEntries([['id', idOf(String(kind))], ['type', kind], ...named])
}

function leaf({ type, format, minimum, default: usual }: Json, name: string): unknown {
  if (usual !== undefined) return usual
  if (type === 'boolean') return false
  if (type === 'null' || type === undefined) return null
  if (type === 'integer' || type === 'number') return minimum ?? 1
  if (format === 'uri') return 'https://registry.example.com/api/v2/organizations?page%5Bnumber%5D=1&page%5Bsize%5D=20'
  return NAMED[name] ?? 'text'
}

/** Prefixes of ids by resource type. */
const ID_PREFIXES: Readonly<Record<string, string>> = {
  'registry-modules': 'mod',
  'registry-module-versions': 'modver',
  'no-code-modules': 'nocode',
  'variable-options': 'ncvaropt',
  'oauth-clients': 'oc',
  'oauth-tokens': 'ot',
  users: 'user',
  teams: 'team',
  'organization-memberships': 'ou',
  'authentication-tokens': 'at',
  'github-app-installations': 'ghain',
  projects: 'prj',
  'agent-pools': 'apool',
}

function idOf(kind: string): string {
  if (kind === 'organizations') return 'acme'
  return `${ID_PREFIXES[kind] ?? kind}-8KGqGxPqpYyBTnvH`
}
