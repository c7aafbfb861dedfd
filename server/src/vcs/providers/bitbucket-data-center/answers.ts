// The response members of Bitbucket Data Center's REST API that are used.
import { type TSchema, Type } from 'typebox'

export const User = Type.Object({ id: Type.Number(), name: Type.String() })

export const Repository = Type.Object({
  id: Type.Number(),
  slug: Type.String(),
  project: Type.Object({
    key: Type.String(),
    owner: Type.Optional(Type.Object({ slug: Type.String() })),
  }),
  public: Type.Optional(Type.Boolean()),
  /** since 8.0 */
  archived: Type.Optional(Type.Boolean()),
})

export const Webhook = Type.Object({ id: Type.Number(), url: Type.String(), active: Type.Boolean() })

/** The last delivery; empty when there was none. */
export const LatestInvocation = Type.Union([
  Type.Null(),
  Type.Object({ result: Type.Object({ outcome: Type.String(), description: Type.Optional(Type.String()) }) }),
])

export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({
    values: Type.Array(item),
    isLastPage: Type.Boolean(),
    nextPageStart: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  })
}
