// Labels as clients send and read them: the same for modules and projects.
import { type Static, Type } from 'typebox'
import type { TagBindingRequest } from '../../../kernel/index.ts'
import { resourceSchema } from './schemas.ts'

const labels = { key: Type.String(), value: Type.String() }

/** Labels in a body; clients leave an empty value out. */
export const TagBindingItems = Type.Array(
  Type.Object({ attributes: Type.Object({ key: Type.String(), value: Type.Optional(Type.String()) }) }),
)

/** Replaces the labels of the resource. */
export const TagBindingsRelationship = Type.Optional(Type.Object({ data: TagBindingItems }))

export const TagBindingResource = resourceSchema('TagBinding', 'tag-bindings', { attributes: Type.Object(labels) })

export function tagBindingRequests(items: Static<typeof TagBindingItems>): TagBindingRequest[] {
  return items.map(({ attributes: { key, value = '' } }) => ({ key, value }))
}

export function tagBindingDocument({ id, key, value }: TagBindingRequest & { id: string }): Static<typeof TagBindingResource> {
  return { id, type: 'tag-bindings', attributes: { key, value } }
}
