// The members of GitHub's responses that are used. Source: https://docs.github.com/en/rest (version 2022-11-28).
import { type Static, Type } from 'typebox'
import type { HostRepository } from '../../host/host-api.ts'

export const GithubId = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** A link on a page must not be a script. */
export const WebAddress = Type.String({ pattern: '^https?://' })

export const User = Type.Object({ id: GithubId, login: Type.String() })

export const Repository = Type.Object({
  id: Type.Number(),
  full_name: Type.String(),
  html_url: Type.String(),
  private: Type.Boolean(),
  archived: Type.Optional(Type.Boolean()),
  default_branch: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  permissions: Type.Optional(Type.Object({ admin: Type.Boolean() })),
})

export const Hook = Type.Object({
  id: Type.Number(),
  active: Type.Boolean(),
  config: Type.Object({ url: Type.Optional(Type.String()) }),
  last_response: Type.Optional(
    Type.Object({
      code: Type.Union([Type.Number(), Type.Null()]),
      message: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
  ),
})

export function repositoryOf(found: Static<typeof Repository>): HostRepository {
  return {
    externalId: String(found.id),
    identifier: found.full_name,
    webUrl: found.html_url,
    defaultBranch: found.default_branch ?? undefined,
    private: found.private,
    archived: found.archived ?? false,
    admin: found.permissions?.admin,
  }
}
