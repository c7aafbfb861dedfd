// Where a pasted text leads to, or what it is when it leads nowhere.
import { queryOptions } from '@tanstack/react-query'
import { isNotFound } from '../api/client/failures.ts'
import { queryClient } from '../api/client/query-client.ts'
import { moduleQuery, offeredQuery, summaryQuery, versionsQuery } from '../api/modules.ts'
import { HOST } from '../api/page-facts.ts'
import { searchQuery } from '../api/search.ts'
import { chooseVersion } from '../versions/choice.ts'
import { INVALID_CONSTRAINT, readConstraints } from '../versions/constraint.ts'
import type { Mention, ModuleMention, RepositoryMention } from './recognize.ts'
import type { Target } from './target.ts'

export interface Landing {
  /** what was recognized, as a sentence */
  note: string
  target: Target | undefined
}

const PUBLIC_HOSTS = ['registry.terraform.io', 'registry.opentofu.org']
const MAX_REPOSITORIES = 10

/** @param org where the reader is */
export const landingQuery = (mention: Mention | undefined, org: string | undefined) =>
  queryOptions({
    queryKey: ['landing', mention, org],
    enabled: mention?.kind === 'module' || mention?.kind === 'repository',
    queryFn: async (): Promise<Landing> => {
      if (mention?.kind === 'module') return await landOnModule(mention, org)
      if (mention?.kind === 'repository') return await landOnRepository(mention, org)
      return { note: '', target: undefined }
    },
  })

async function landOnModule(mention: ModuleMention, org: string | undefined): Promise<Landing> {
  const { from, host, namespace, name, provider } = mention
  const address = `${namespace}/${name}/${provider}`
  if (host !== '' && host !== HOST && !PUBLIC_HOSTS.includes(host)) {
    return { note: `${from} of ${address} in ${host}, which is another registry than this one.`, target: undefined }
  }
  const found = await findModule(mention, org)
  if (found === undefined) {
    return { note: `${from} of ${address}, which this registry does not have, or you have no access.`, target: undefined }
  }
  return await landOnVersion(mention, found)
}

/** Modules of this registry are shown in their organization, or where they are shared. */
async function findModule({ host, namespace, name, provider, path }: ModuleMention, org: string | undefined): Promise<Target | undefined> {
  const registries = host === '' ? (['private', 'public'] as const) : host === HOST ? (['private'] as const) : (['public'] as const)
  const organizations = [...new Set([org, namespace])].filter((each) => each !== undefined)
  for (const registry of registries) {
    for (const organization of organizations) {
      if (registry === 'public' && organization !== org) continue
      const address = { organization, registry, namespace, name, provider }
      // oxlint-disable-next-line no-await-in-loop -- the first that is found counts
      if (await exists(address)) return { org: organization, registry, namespace, name, provider, path, version: undefined }
    }
  }
  return undefined
}

async function exists(address: Parameters<typeof summaryQuery>[0]): Promise<boolean> {
  try {
    await queryClient.fetchQuery(summaryQuery(address))
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

const addressOf = ({ org, registry, namespace, name, provider }: Target) => ({ organization: org, registry, namespace, name, provider })

async function landOnVersion({ from, constraint }: ModuleMention, found: Target): Promise<Landing> {
  if (['', 'latest'].includes(constraint) || found.registry === 'public') return { note: `${from}.`, target: found }
  const constraints = readConstraints(constraint)
  if (constraints === undefined) return { note: `${from}. ${INVALID_CONSTRAINT}`, target: found }
  // One that failed cannot be chosen, but is what an error is about.
  const all = await queryClient.fetchQuery(versionsQuery(addressOf(found)))
  const named = all.find(({ version }) => version === constraint.replace(/^\s*=?\s*/, '').trim())
  if (named !== undefined) return { note: `${from}.`, target: { ...found, version: named.version } }
  const { chosen } = chooseVersion(await queryClient.fetchQuery(offeredQuery(addressOf(found))), constraints)
  if (chosen === undefined) return { note: `${from}. No version fits ${constraint}.`, target: { ...found, path: '', tried: constraint } }
  return { note: `${from}: ${constraint} selects ${chosen}.`, target: { ...found, version: chosen } }
}

async function landOnRepository({ address, name, provider, ref }: RepositoryMention, org: string | undefined): Promise<Landing> {
  const nothing = { note: `The git repository ${address}. No module that you can see comes from it.`, target: undefined }
  if (org === undefined) return nothing
  const filter = { q: name, ...(provider !== undefined && { provider: [provider] }) }
  const { data } = await queryClient.fetchQuery(searchQuery(org, filter))
  // A record of a public module has no repository here.
  const own = data.filter(({ attributes }) => attributes['registry-name'] === 'private')
  for (const { attributes } of own.slice(0, MAX_REPOSITORIES)) {
    const { namespace, name: ownName, provider: ownProvider } = attributes
    const target: Target = { org, registry: 'private', namespace, name: ownName, provider: ownProvider, path: '', version: undefined }
    // oxlint-disable-next-line no-await-in-loop -- the first that is found counts
    if (!(await comesFrom(target, address))) continue
    const note = `The git repository ${address}.`
    if (ref === '') return { note, target }
    // oxlint-disable-next-line no-await-in-loop -- the last turn
    const versions = await queryClient.fetchQuery(versionsQuery(addressOf(target)))
    const tagged = versions.find(({ tag, 'commit-sha': commit }) => tag === ref || commit === ref)
    if (tagged === undefined) return { note: `${note} No version was made from ${ref}.`, target }
    return { note: `${note} ${ref} is version ${tagged.version}.`, target: { ...target, version: tagged.version } }
  }
  return nothing
}

async function comesFrom(target: Target, address: string): Promise<boolean> {
  const { attributes } = await queryClient.fetchQuery(moduleQuery(addressOf(target)))
  const repository = attributes['vcs-repo']
  if (repository === null || repository === undefined) return false
  const url = repository['repository-http-url'] ?? ''
  const plain = url
    .replace(/^\w+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(/\.git$/, '')
  return (
    plain.toLowerCase() === address.toLowerCase() || address.toLowerCase().endsWith(`/${repository['display-identifier'].toLowerCase()}`)
  )
}
