// The response members of Azure DevOps' REST API that are used.
import { type TSchema, Type } from 'typebox'

const text = Type.Optional(Type.Union([Type.String(), Type.Null()]))

export const ConnectionData = Type.Object({
  authenticatedUser: Type.Object({
    id: Type.String(),
    providerDisplayName: text,
    properties: Type.Optional(Type.Object({ Account: Type.Optional(Type.Object({ $value: Type.String() })) })),
  }),
})

export const Repository = Type.Object({
  id: Type.String(),
  name: Type.String(),
  project: Type.Object({ id: Type.String(), name: Type.String(), visibility: text }),
  /** `refs/heads/main`; absent when the repository is empty */
  defaultBranch: text,
  isDisabled: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
})

export const Subscription = Type.Object({
  id: Type.String(),
  status: Type.String(),
  consumerInputs: Type.Object({ url: text }),
})

export function listOf<Item extends TSchema>(item: Item) {
  return Type.Object({ value: Type.Array(item) })
}
