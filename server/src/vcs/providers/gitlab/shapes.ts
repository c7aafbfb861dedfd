// The members of GitLab's responses that are used. Source: https://docs.gitlab.com/api/projects/ and https://docs.gitlab.com/api/project_webhooks/
import { type Static, Type } from 'typebox'
import type { HostRepository, HostWebhook } from '../../host/host-api.ts'

const MAINTAINER = 40

const Access = Type.Optional(Type.Union([Type.Object({ access_level: Type.Number() }), Type.Null()]))

export const User = Type.Object({ id: Type.Number(), username: Type.String() })

export const Project = Type.Object({
  id: Type.Number(),
  path_with_namespace: Type.String(),
  web_url: Type.String(),
  default_branch: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  visibility: Type.Optional(Type.String()),
  archived: Type.Optional(Type.Boolean()),
  permissions: Type.Optional(Type.Object({ project_access: Access, group_access: Access })),
})
type Project = Static<typeof Project>

export const Hook = Type.Object({
  id: Type.Number(),
  url: Type.String(),
  tag_push_events: Type.Optional(Type.Boolean()),
  alert_status: Type.Optional(Type.String()),
  disabled_until: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})
type Hook = Static<typeof Hook>

export function repositoryOf(project: Project): HostRepository {
  return {
    externalId: String(project.id),
    identifier: project.path_with_namespace,
    webUrl: project.web_url,
    defaultBranch: project.default_branch ?? undefined,
    private: project.visibility !== 'public',
    archived: project.archived ?? false,
    admin: isMaintainer(project),
  }
}

/** @returns undefined when the role may come from a group the project is shared with */
function isMaintainer({ permissions }: Project): boolean | undefined {
  const levels = [permissions?.project_access, permissions?.group_access].flatMap((access) => access?.access_level ?? [])
  return levels.length === 0 ? undefined : Math.max(...levels) >= MAINTAINER
}

/** GitLab disables failing webhooks, at first temporarily. Older servers do not report it. */
export function webhookOf(hook: Hook): HostWebhook {
  const { alert_status: status = 'executable', disabled_until: until } = hook
  const active = status === 'executable'
  return { id: String(hook.id), url: hook.url, active, problem: active ? eventsProblem(hook) : offProblem(status, until ?? undefined) }
}

function eventsProblem({ tag_push_events: tags = true }: Hook): string | undefined {
  return tags ? undefined : '"Tag push events" is disabled at GitLab'
}

function offProblem(status: string, until: string | undefined): string {
  const forHowLong = status === 'temporarily_disabled' && until !== undefined ? ` until ${until}` : ''
  return `GitLab disabled it${forHowLong} after failed deliveries (${status.replaceAll('_', ' ')})`
}
