// How each git host names a repository.

interface Naming {
  /** what its parts are */
  form: string
  example: string
}

const OWNER: Naming = { form: 'owner/repository', example: 'acme/terraform-aws-vpc' }
const GROUP: Naming = { form: 'group/repository, with any subgroups', example: 'acme/network/terraform-aws-vpc' }
const PROJECT_KEY: Naming = { form: 'KEY/repository: the key of the project, not its name', example: 'INFRA/terraform-aws-vpc' }
const AZURE: Naming = { form: 'organization/project/_git/repository', example: 'acme/network/_git/terraform-aws-vpc' }
const PATH: Naming = { form: 'the path below the connection’s address', example: 'acme/terraform-aws-vpc' }

/** By family, for people who have not chosen a connection yet. */
export const FAMILIES: readonly (readonly [name: string, naming: Naming])[] = [
  ['GitHub, Gitea, Forgejo', OWNER],
  ['GitLab', GROUP],
  ['Bitbucket Cloud', { form: 'workspace/repository', example: 'acme/terraform-aws-vpc' }],
  ['Bitbucket Data Center and Server', PROJECT_KEY],
  ['Azure DevOps', AZURE],
  ['Plain git', PATH],
]

export function namingOf(serviceProvider: string): Naming {
  const [family = ''] = serviceProvider.split('_')
  if (['github', 'gitea', 'forgejo'].includes(family)) return OWNER
  if (family === 'gitlab') return GROUP
  if (family === 'ado') return AZURE
  if (serviceProvider === 'bitbucket_hosted') return { form: 'workspace/repository', example: OWNER.example }
  return family === 'bitbucket' ? PROJECT_KEY : PATH
}

/**
 * People paste what they have. @param url of the connection
 * @returns the path at the host, for the address of a repository there; any other text as it is
 */
export function identifierFrom(text: string, url: string): string {
  const trimmed = text.trim()
  const base = url.replace(/\/+$/, '')
  const path = trimmed.toLowerCase().startsWith(`${base.toLowerCase()}/`) ? trimmed.slice(base.length) : trimmed
  return path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '')
}

/** @returns the name and the provider in `terraform-<PROVIDER>-<NAME>`; empty where the repository is called otherwise */
export function proposalOf(identifier: string): { name: string; provider: string } {
  const [, provider = '', name = ''] = /(?:^|\/)terraform-([0-9a-z]{1,64})-([^/]+)$/.exec(identifier) ?? []
  return { name, provider }
}
