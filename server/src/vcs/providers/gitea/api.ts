// The part of Gitea's REST API that is used: https://docs.gitea.com/api (the same in Forgejo).
import { type Static, Type } from 'typebox'
import type { ConnectionAccess } from '../../credentials/connection-access.ts'
import type { HostApi, HostRepository, WebhookWanted } from '../../host/host-api.ts'
import { HostClient } from '../../host/host-client.ts'
import { HostFailure } from '../../host/host-failure.ts'
import type { HostParts } from '../../host/provider.ts'

const User = Type.Object({ id: Type.Integer(), login: Type.String() })
const Repository = Type.Object({
  id: Type.Integer(),
  full_name: Type.String(),
  html_url: Type.String(),
  default_branch: Type.Optional(Type.String()),
  private: Type.Boolean(),
  archived: Type.Optional(Type.Boolean()),
  permissions: Type.Optional(Type.Object({ admin: Type.Boolean() })),
})
const Hook = Type.Object({ id: Type.Integer(), active: Type.Boolean(), config: Type.Object({ url: Type.Optional(Type.String()) }) })
const Anything = Type.Unknown()

const PAGE_SIZE = 50
const MAX_HOOK_PAGES = 20
const EVENTS = ['push', 'create', 'delete', 'repository']

export function giteaApi(access: ConnectionAccess, parts: HostParts, { name, hookType }: { name: string; hookType: string }): HostApi {
  const base = `${access.apiUrl.replace(/\/+$/, '').replace(/\/api\/v1$/, '')}/api/v1`
  const headers = access.secrets.token === undefined ? {} : { authorization: `Bearer ${access.secrets.token}` }
  const client = new HostClient({ ...parts, name, apiUrl: base, headers })

  const hookAt = async (repository: HostRepository, url: string) => {
    for (let page = 1; page <= MAX_HOOK_PAGES; page++) {
      const { body } = await client.get(hooksOf(repository), Type.Array(Hook), { limit: PAGE_SIZE, page })
      const known = body.find((hook) => hook.config.url === url)
      if (known !== undefined || body.length < PAGE_SIZE) return known
    }
    return undefined
  }

  return {
    async whoAmI() {
      const { body } = await client.get('/user', User)
      return { id: String(body.id), login: body.login }
    },

    async listRepositories(cursor) {
      // Without the user, the list would include everybody's public repositories.
      const [user = '', page = '1', before = '0'] = (cursor ?? String((await client.get('/user', User)).body.id)).split(':')
      const query = { uid: user, private: 'true', limit: PAGE_SIZE, page, sort: 'updated', order: 'desc' }
      const { body, headers: received } = await client.get('/repos/search', Type.Object({ data: Type.Array(Repository) }), query)
      // Proxies drop the total, and a host may give fewer on a page than it was asked for. Without a total, an empty page is the last one.
      const listed = Number(before) + body.data.length
      const isLast = body.data.length === 0 || listed >= Number(received['x-total-count'] ?? Infinity)
      return { items: body.data.map(repositoryOf), next: isLast ? undefined : `${user}:${Number(page) + 1}:${listed}` }
    },

    async readRepository(reference) {
      const path =
        'externalId' in reference ? `/repositories/${encodeURIComponent(reference.externalId)}` : `/repos/${pathOf(reference.identifier)}`
      return repositoryOf((await client.get(path, Repository)).body)
    },

    async createWebhook(repository, wanted) {
      const known = await hookAt(repository, wanted.url)
      const settings = hookSettings(wanted)
      if (known !== undefined) {
        await client.send('PATCH', `${hooksOf(repository)}/${known.id}`, settings, Anything)
        return String(known.id)
      }
      const { body } = await client.send('POST', hooksOf(repository), { type: hookType, ...settings }, Hook)
      return String(body.id)
    },

    async readWebhook(repository, id) {
      try {
        const { body } = await client.get(`${hooksOf(repository)}/${encodeURIComponent(id)}`, Hook)
        return { id, url: body.config.url ?? '', active: body.active, problem: undefined }
      } catch (error) {
        if (error instanceof HostFailure && error.reason === 'not_found') return undefined
        throw error
      }
    },

    deleteWebhook: (repository, id) => client.remove(`${hooksOf(repository)}/${encodeURIComponent(id)}`),
  }
}

function hookSettings({ url, secret }: WebhookWanted) {
  return { active: true, events: EVENTS, branch_filter: '*', config: { url, content_type: 'json', secret } }
}

function repositoryOf(found: Static<typeof Repository>): HostRepository {
  return {
    externalId: String(found.id),
    identifier: found.full_name,
    webUrl: found.html_url,
    defaultBranch: found.default_branch || undefined,
    private: found.private,
    archived: found.archived ?? false,
    admin: found.permissions?.admin,
  }
}

function hooksOf({ identifier }: HostRepository): string {
  return `/repos/${pathOf(identifier)}/hooks`
}

function pathOf(identifier: string): string {
  return identifier.split('/').map(encodeURIComponent).join('/')
}
