// The members of Bitbucket's responses that are used. Source: https://developer.atlassian.com/cloud/bitbucket/rest/
import { type Static, type TSchema, Type } from 'typebox'
import type { HostRepository, HostWebhook } from '../../host/host-api.ts'

export const PUSH_EVENT = 'repo:push'

export const User = Type.Object({
  uuid: Type.String(),
  nickname: Type.Optional(Type.String()),
  username: Type.Optional(Type.String()),
  display_name: Type.Optional(Type.String()),
})

export const WorkspaceAccess = Type.Object({
  workspace: Type.Object({ uuid: Type.String(), slug: Type.Optional(Type.String()) }),
})

export const Repository = Type.Object({
  uuid: Type.String(),
  full_name: Type.String(),
  is_private: Type.Boolean(),
  updated_on: Type.Optional(Type.String()),
  mainbranch: Type.Optional(Type.Union([Type.Object({ name: Type.String() }), Type.Null()])),
  links: Type.Object({ html: Type.Object({ href: Type.String() }) }),
})

export const Permission = Type.Object({ permission: Type.String() })

export const Hook = Type.Object({
  uuid: Type.String(),
  url: Type.String(),
  active: Type.Boolean(),
  events: Type.Optional(Type.Array(Type.String())),
})

export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ values: Type.Array(item), next: Type.Optional(Type.String()) })
}

export function repositoryOf(found: Static<typeof Repository>, admin: boolean | undefined): HostRepository {
  return {
    externalId: found.uuid,
    identifier: found.full_name,
    webUrl: found.links.html.href,
    defaultBranch: found.mainbranch?.name,
    private: found.is_private,
    archived: false,
    admin,
  }
}

export function webhookOf({ uuid, url, active, events = [PUSH_EVENT] }: Static<typeof Hook>): HostWebhook {
  const isTold = events.includes(PUSH_EVENT)
  const problem = active ? '"Repository push" is disabled at Bitbucket' : 'The webhook is disabled at Bitbucket'
  return { id: uuid, url, active, problem: active && isTold ? undefined : problem }
}
