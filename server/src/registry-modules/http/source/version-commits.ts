// The route for what a version's tag adds to that of the version before. HCP Terraform has no counterpart.
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { MAX_COUNTED } from '../../../platform/git/index.ts'
import { operationsOf } from '../../../platform/http/index.ts'
import { nullable, one, resourceSchema, Timestamp, timestamp } from '../../../platform/http/json-api/index.ts'
import { commitUrl } from '../../registry-module/repository-paths.ts'
import { type CommitsOfVersion, MAX_COMMITS, type VersionCommits } from '../../source/version-commits.ts'
import { MODULE, type ModuleParams, type ModuleRouteParts, readByPath } from '../management/module-routes.ts'

const VersionCommitsResource = resourceSchema('VersionCommits', 'version-commits', {
  attributes: Type.Object({
    version: Type.String(),
    since: nullable(Type.String({ description: 'The version whose tag comes before; null while the commits are not known' })),
    total: nullable(Type.Integer({ description: `How many commits there are; ${MAX_COUNTED} stands for that many or more` })),
    commits: Type.Array(
      Type.Object({
        sha: Type.String(),
        date: Timestamp,
        url: nullable(Type.String()),
        author: Type.String(),
        title: Type.String({ description: 'The first line of the message' }),
      }),
      { description: `At most ${MAX_COMMITS}, the newest first` },
    ),
  }),
})
const LIST_VERSION_COMMITS = operationsOf('Module versions')(
  'listVersionCommits',
  "List the commits between a version's tag and the one before",
  { answers: one(VersionCommitsResource) },
)

export interface CommitRoutes extends Pick<ModuleRouteParts, 'modules'> {
  commits: VersionCommits
}

export function serveVersionCommits(scope: FastifyInstance, { commits, modules }: CommitRoutes): void {
  scope.get<{ Params: ModuleParams & { version: string } }>(
    `${MODULE}/versions/:version/commits`,
    LIST_VERSION_COMMITS,
    async (request) => {
      const module = await readByPath({ modules }, request)
      return { data: versionCommitsDocument(await commits.of(request.subject, module, request.params.version)) }
    },
  )
}

function versionCommitsDocument({ version, recorded, page }: CommitsOfVersion): Static<typeof VersionCommitsResource> {
  const commits = (recorded?.commits ?? []).map(({ sha, title, author, committedAtMs }) => ({
    sha,
    date: timestamp(committedAtMs),
    url: commitUrl(page, sha),
    author,
    title,
  }))
  const attributes = { version: version.version, since: recorded?.since ?? null, total: recorded?.total ?? null, commits }
  return { id: version.id, type: 'version-commits', attributes }
}
