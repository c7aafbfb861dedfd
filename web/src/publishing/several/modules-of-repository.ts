// The modules that a repository with many may become.
import { publishModule, type RepositoryPlace, type RepositoryTree } from '../../api/publishing.ts'
import { proposalOf } from '../repository/identifiers.ts'

export interface ProposedModule {
  /** empty for the root */
  path: string
  name: string
  /** what tags of the repository begin with, if any do */
  prefix: string
}

/** What became of one; `error` is null when it is published. */
export interface Outcome {
  name: string
  provider: string
  error: string | null
}

/** @param tags of the repository, which may carry the name of a module */
export function proposedModules(
  { identifier }: Pick<RepositoryPlace, 'identifier'>,
  { rootHasConfiguration, directories }: RepositoryTree,
  tags: readonly string[],
): ProposedModule[] {
  const paths = directories.filter(({ hasConfiguration }) => hasConfiguration).map(({ path }) => path)
  const proposed = paths.map((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const prefix = [`${path}/`, `${name}/`, `${name}-`].find((each) => tags.some((tag) => tag.startsWith(each)))
    return { path, name, prefix: prefix ?? '' }
  })
  return rootHasConfiguration ? [{ path: '', name: proposalOf(identifier).name, prefix: '' }, ...proposed] : proposed
}

/** One after the other, so that a failure keeps no other from being published. */
export async function* publishEach(
  place: RepositoryPlace,
  modules: readonly (ProposedModule & { provider: string })[],
): AsyncGenerator<readonly [path: string, outcome: Outcome]> {
  for (const { path, name, prefix, provider } of modules) {
    const publication = { ...place, name, provider, prefix, directory: path, branch: '', initialVersion: '' }
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const error = await publishModule(publication).then(
      () => null,
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    )
    yield [path, { name, provider, error }]
  }
}
