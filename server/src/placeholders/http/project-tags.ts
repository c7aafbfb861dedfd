// The labels of a project.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import type { ProjectId } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { tagBindingDocument, tagBindingRequests } from '../../platform/http/json-api/index.ts'
import { ADD_PROJECT_TAGS, LIST_EFFECTIVE_PROJECT_TAGS, LIST_PROJECT_TAGS, REPLACE_PROJECT_TAGS, type TagsBody } from './operations.ts'
import { effectiveTagDocument } from './project-document.ts'
import type { PlaceholderRoutes } from './routes.ts'

interface Params {
  id: string
}
type Body = Static<typeof TagsBody>

export function serveProjectTags(scope: FastifyInstance, { projects }: Pick<PlaceholderRoutes, 'projects'>): void {
  const path = '/projects/:id/tag-bindings'
  const tagsOf = async (subject: Subject, id: string) => (await projects.read(subject, id as ProjectId)).tags

  scope.get<{ Params: Params }>(path, LIST_PROJECT_TAGS, async ({ subject, params }) => ({
    data: (await tagsOf(subject, params.id)).map(tagBindingDocument),
  }))

  scope.get<{ Params: Params }>('/projects/:id/effective-tag-bindings', LIST_EFFECTIVE_PROJECT_TAGS, async ({ subject, params }) => ({
    data: (await tagsOf(subject, params.id)).map(effectiveTagDocument),
  }))

  scope.patch<{ Params: Params; Body: Body }>(path, ADD_PROJECT_TAGS, async ({ subject, params, body }) => {
    const { tags } = await projects.update(subject, params.id as ProjectId, { addedTags: tagBindingRequests(body.data) })
    return { data: tags.map(tagBindingDocument) }
  })

  scope.patch<{ Params: Params; Body: Body }>(
    '/projects/:id/relationships/tag-bindings',
    REPLACE_PROJECT_TAGS,
    async ({ subject, params, body }) => {
      const { tags } = await projects.update(subject, params.id as ProjectId, { tags: tagBindingRequests(body.data) })
      return { data: tags.map(tagBindingDocument) }
    },
  )
}
