// An organization with every kind of resource, and every kind of caller.
import { newId } from '../../src/kernel/index.ts'
import { type Api, type Caller, SMALL_MODULE } from '../support/api.ts'
import { insertGithubApp } from '../support/github-app-rows.ts'
import { provenPassword } from '../support/identity-ports.ts'
import type { Belongings } from '../support/route-address.ts'
import { siteAdmin } from '../support/site-admin.ts'
import type { CallerName } from './table.ts'

export interface Scene {
  callers: Record<CallerName, Caller>
  has: Belongings
}

async function tokenOf(owner: Caller, path: string): Promise<{ id: string; text: string }> {
  const { data } = await owner.call('POST', path)
  return { id: data.id, text: String(data.attributes['token']) }
}

/** Simulates a delivery of a host. */
async function recordedDelivery({ database }: Api): Promise<string> {
  const { id: vcs_webhook_id } = await database.selectFrom('vcs_webhooks').select('id').executeTakeFirstOrThrow()
  const delivery = {
    delivery_id: 'd-1',
    event: 'push',
    outcome: 'accepted',
    detail: null,
    refs: '[]',
    attempts: 1,
    received_at: 1,
  } as const
  const id = newId('webhook-delivery')
  await database
    .insertInto('vcs_deliveries')
    .values({ id, vcs_webhook_id, ...delivery })
    .execute()
  return id
}

export async function prepared(api: Api): Promise<Scene> {
  const owner = await api.founder('acme')
  const { module } = await api.publish(owner, 'acme', {
    files: { ...SMALL_MODULE, 'CHANGELOG.md': '# Changelog\n' },
    attributes: { 'no-code': true },
  })
  await api.runJobs()
  const member = await api.member(owner, 'acme', 'mel')
  const publisher = await api.member(owner, 'acme', 'pat', { 'manage-modules': true })
  const teamToken = await tokenOf(owner, `/api/v2/teams/${publisher.teamId}/authentication-token`)
  const organizationToken = await tokenOf(owner, '/api/v2/organizations/acme/authentication-token')
  const expired = await tokenOf(owner, `/api/v2/users/${owner.userId}/authentication-tokens`)
  await api.database
    .updateTable('authentication_tokens')
    .set({ expires_at: 1 })
    .where('id', '=', expired.id as never)
    .execute()
  const revoked = await tokenOf(owner, `/api/v2/users/${owner.userId}/authentication-tokens`)
  await owner.delete(`/api/v2/authentication-tokens/${revoked.id}`)
  const project = await owner.post('/api/v2/organizations/acme/projects', 'projects', { name: 'network' })
  const pool = await owner.post('/api/v2/organizations/acme/agent-pools', 'agent-pools', { name: 'data centre' })
  const githubApp = await insertGithubApp(api.database, 'acme')
  await api.app.identity.sessions.start({ id: owner.userId, username: 'acme-owner' }, provenPassword)
  const [membership] = (await publisher.get('/api/v2/organization-memberships')).list
  await owner.post('/api/v2/organizations/acme/registry-modules', 'registry-modules', { name: 'gone', provider: 'null' })
  await owner.delete('/api/v2/organizations/acme/registry-modules/private/acme/gone/null')
  const [admin, consumer] = [await siteAdmin(api), await api.founder('buyers')]
  const shared = { data: [{ id: 'buyers', type: 'organizations' }] }
  await admin.call('PATCH', '/api/v2/admin/organizations/acme/relationships/module-consumers', { body: shared })
  const first = async (path: string) => (await owner.get(path)).list[0]?.id ?? ''
  const [noCode] = (module.relationships['no-code-modules']?.data ?? []) as { id: string }[]
  return {
    callers: {
      anonymous: api.anonymous,
      'expired token': api.withToken(expired.text),
      'revoked token': api.withToken(revoked.text),
      "other organization's owner": await api.founder('other'),
      "consuming organization's owner": consumer,
      'site admin': admin,
      member,
      publisher,
      'team token': api.withToken(teamToken.text),
      'organization token': api.withToken(organizationToken.text),
      owner,
    },
    has: {
      organization: 'acme',
      namespace: 'acme',
      registry: 'private',
      name: 'label',
      provider: 'null',
      version: '1.0.0',
      teams: publisher.teamId,
      users: owner.userId,
      sessions: await first('/api/v2/account/sessions'),
      user: member.userId,
      'organization-memberships': membership?.id ?? '',
      projects: project.data.id,
      'agent-pools': pool.data.id,
      'github-apps': githubApp.id,
      installation: githubApp.installationId,
      'authentication-tokens': teamToken.id,
      'oauth-clients': await first('/api/v2/organizations/acme/oauth-clients'),
      'oauth-tokens': await first('/api/v2/organizations/acme/oauth-tokens'),
      'registry-modules': module.id,
      'webhook-deliveries': await recordedDelivery(api),
      'no-code-modules': noCode?.id ?? '',
      'deleted-registry-modules': await first('/api/v2/organizations/acme/deleted-registry-modules'),
    },
  }
}

/** Requests that alter the scene. */
export function spoils(route: string): boolean {
  if (route === 'PATCH /api/v2/admin/organizations/:organization/relationships/module-consumers') return true
  return route.startsWith('DELETE ') || /^POST .*(authentication-token$|\/actions\/(delete|restore|suspend|grant_admin))/.test(route)
}
