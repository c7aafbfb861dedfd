// One resource, one representation: official clients compare the response of a create with reads and lists.
import { expect, it } from 'vitest'
import { type Api, type ApiResource, type Caller, describeApi } from '../support/api.ts'
import { expectResource } from '../support/json-api-shape.ts'

const ORGANIZATION = '/api/v2/organizations/acme'
const MODULES = `${ORGANIZATION}/registry-modules`

/** Of the answer that created a resource. */
const LOCATIONS = new WeakMap<ApiResource, string | undefined>()

interface Kind {
  type: string
  /** creates one. @returns the response */
  create(scene: Scene): Promise<ApiResource>
  /** every address to read it */
  read: (resource: ApiResource, scene: Scene) => string[]
  /** the address of an update without a change */
  update?: (resource: ApiResource) => string
  /** lists that contain it */
  lists: (resource: ApiResource, scene: Scene) => string[]
  /** attributes shown only on creation */
  once?: string
}

interface Scene {
  api: Api
  owner: Caller
  admin: Caller
  /** of `bob`, who is a member */
  teamId: string
}

const posted =
  (path: string, attributes: object = {}, relationships?: object) =>
  async ({ owner }: Scene): Promise<ApiResource> => {
    const answer = await owner.call('POST', path, {
      body: { data: { attributes, ...(relationships === undefined ? {} : { relationships }) } },
    })
    expect([path, answer.status, answer.status < 300 ? '' : answer.text]).toEqual([path, expect.toBeOneOf([200, 201]), ''])
    const { data } = answer
    if (answer.status === 201) LOCATIONS.set(data, answer.headers['location'] ?? 'missing')
    return data
  }

const byId = ({ id, type }: ApiResource) => [`/api/v2/${type}/${id}`]
const updatedById = ({ id, type }: ApiResource) => `/api/v2/${type}/${id}`
const listed = (path: string) => () => [path]
const moduleAt = ({ attributes }: ApiResource) =>
  [MODULES, ...['registry-name', 'namespace', 'name', 'provider'].map((part) => attributes[part])].join('/')
const connection = { 'service-provider': 'git', 'http-url': 'https://git.example.com', name: 'files', key: 'reader' }

const KINDS: Record<string, Kind> = {
  organization: {
    type: 'organizations',
    create: posted('/api/v2/organizations', { name: 'second', email: 'second@example.com' }),
    read: () => ['/api/v2/organizations/second'],
    update: () => '/api/v2/organizations/second',
    lists: listed('/api/v2/organizations'),
  },
  'organization, as administrators see it': {
    type: 'organizations',
    create: async ({ admin }) => (await admin.patch('/api/v2/admin/organizations/acme', '', { 'workspace-limit': 0 })).data,
    read: () => ['/api/v2/admin/organizations/acme'],
    update: () => '/api/v2/admin/organizations/acme',
    lists: listed('/api/v2/admin/organizations'),
  },
  user: {
    type: 'users',
    create: async ({ owner }) => (await owner.get('/api/v2/account/details')).data,
    read: byId,
    update: () => '/api/v2/account/update',
    lists: () => [],
  },
  project: {
    type: 'projects',
    create: posted(`${ORGANIZATION}/projects`, { name: 'network', description: 'wires' }),
    read: byId,
    update: updatedById,
    lists: listed(`${ORGANIZATION}/projects`),
  },
  'agent pool': {
    type: 'agent-pools',
    create: posted(`${ORGANIZATION}/agent-pools`, { name: 'data centre' }),
    read: byId,
    update: updatedById,
    lists: listed(`${ORGANIZATION}/agent-pools`),
  },
  team: {
    type: 'teams',
    create: posted(`${ORGANIZATION}/teams`, { name: 'builders', 'organization-access': { 'manage-modules': true } }),
    read: byId,
    update: updatedById,
    lists: listed(`${ORGANIZATION}/teams`),
  },
  membership: {
    type: 'organization-memberships',
    create: posted(`${ORGANIZATION}/organization-memberships`, { email: 'new@example.com' }),
    read: byId,
    lists: listed(`${ORGANIZATION}/organization-memberships`),
  },
  'token of a user': {
    type: 'authentication-tokens',
    create: (scene) => posted(`/api/v2/users/${scene.owner.userId}/authentication-tokens`, { description: 'laptop' })(scene),
    read: byId,
    lists: (_, { owner }) => [`/api/v2/users/${owner.userId}/authentication-tokens`],
    once: 'token',
  },
  'token of a team': {
    type: 'authentication-tokens',
    create: (scene) => posted(`/api/v2/teams/${scene.teamId}/authentication-token`)(scene),
    read: (token, { teamId }) => [...byId(token), `/api/v2/teams/${teamId}/authentication-token`],
    lists: listed(`${ORGANIZATION}/team-tokens`),
    once: 'token',
  },
  'token of a team, with a description': {
    type: 'authentication-tokens',
    create: (scene) => posted(`/api/v2/teams/${scene.teamId}/authentication-tokens`, { description: 'ci' })(scene),
    read: byId,
    lists: listed(`${ORGANIZATION}/team-tokens`),
    once: 'token',
  },
  'token of an organization': {
    type: 'authentication-tokens',
    create: posted(`${ORGANIZATION}/authentication-token`),
    read: (token) => [...byId(token), `${ORGANIZATION}/authentication-token`],
    lists: () => [],
    once: 'token',
  },
  connection: {
    type: 'oauth-clients',
    create: posted(`${ORGANIZATION}/oauth-clients`, connection),
    read: byId,
    update: updatedById,
    lists: listed(`${ORGANIZATION}/oauth-clients`),
  },
  'token of a connection': {
    type: 'oauth-tokens',
    create: async (scene) => {
      const client = await posted(`${ORGANIZATION}/oauth-clients`, connection)(scene)
      return (await scene.owner.get(`/api/v2/oauth-clients/${client.id}/oauth-tokens`)).list[0] as ApiResource
    },
    read: byId,
    update: updatedById,
    lists: ({ relationships }) => [`${ORGANIZATION}/oauth-tokens`, `${relationships['oauth-client']?.links?.['related']}/oauth-tokens`],
  },
  'module from a repository': {
    type: 'registry-modules',
    create: async ({ api, owner }) => (await api.publish(owner, 'acme', { vcsRepo: { branch: 'main' } })).module,
    read: (module) => [...byId(module), moduleAt(module), '/api/v2/registry-modules/show/acme/label/null'],
    update: moduleAt,
    lists: listed(MODULES),
  },
  'module without a repository': {
    type: 'registry-modules',
    create: posted(MODULES, { name: 'bucket', provider: 'aws', 'no-code': true }),
    read: (module) => [...byId(module), moduleAt(module), '/api/v2/registry-modules/show/acme/bucket/aws'],
    update: moduleAt,
    lists: listed(MODULES),
  },
  'public module': {
    type: 'registry-modules',
    create: posted(MODULES, { name: 'vault', provider: 'aws', namespace: 'hashicorp', 'registry-name': 'public' }),
    read: (module) => [...byId(module), moduleAt(module)],
    update: moduleAt,
    lists: listed(`${MODULES}?filter[registry_name]=public`),
  },
  version: {
    type: 'registry-module-versions',
    create: async (scene) => {
      await posted(MODULES, { name: 'bucket', provider: 'aws' })(scene)
      return posted(`${MODULES}/private/acme/bucket/aws/versions`, { version: '1.0.0-rc.1+build' })(scene)
    },
    read: () => [`${MODULES}/private/acme/bucket/aws/version?module_version=1.0.0-rc.1%2Bbuild`],
    lists: () => [],
  },
  'no-code module': {
    type: 'no-code-modules',
    create: async (scene) => {
      const { id } = await posted(MODULES, { name: 'bucket', provider: 'aws' })(scene)
      const relationships = {
        'registry-module': { data: { id, type: 'registry-modules' } },
        'variable-options': {
          data: [{ type: 'variable-options', attributes: { 'variable-name': 'size', 'variable-type': 'number', options: ['1', '2'] } }],
        },
      }
      return posted(`${ORGANIZATION}/no-code-modules`, { enabled: true }, relationships)(scene)
    },
    read: (module) => [...byId(module), `${byId(module)[0]}?include=variable-options`],
    update: updatedById,
    lists: () => [],
  },
}

describeApi('every resource', (start) => {
  it.each(Object.entries(KINDS))('looks the same created, read, changed by nothing, and listed: %s', async (_name, kind) => {
    const api = await start()
    const owner = await api.founder('acme')
    const { userRegistry, tokenIssuer } = api.app.identity
    const { id } = await userRegistry.register({ username: 'root', email: 'root@example.com', siteAdmin: true })
    const admin = api.withToken((await tokenIssuer.issue(id)).text)
    const { teamId } = await api.member(owner, 'acme', 'bob')
    const scene: Scene = { api, owner, admin, teamId }
    const created = await kind.create(scene)
    expectResource(created, kind.type)
    if (kind.once !== undefined) expect(created.attributes[kind.once]).toEqual(expect.any(String))
    const expected = kind.once === undefined ? created : { ...created, attributes: { ...created.attributes, [kind.once]: null } }
    const asking = (path: string) => (path.includes('/admin/') ? admin : owner)

    const location = LOCATIONS.get(created)
    for (const path of [...(location === undefined ? [] : [location]), ...kind.read(created, scene)]) {
      const { status, data } = await asking(path).get(path)
      expect([path, status, lastUse(data)]).toEqual([path, 200, lastUse(expected)])
    }
    for (const path of kind.lists(created, scene)) {
      const { list } = await asking(path).get(path)
      const found = list.filter((each) => each.id === created.id)
      expect([path, found.map(lastUse)]).toEqual([path, [lastUse(expected)]])
    }
    if (kind.update === undefined) return
    const path = kind.update(created)
    const updated = await asking(path).call('PATCH', path, { body: { data: {} } })
    expect([path, updated.status, changeTime(updated.data)]).toEqual([path, 200, changeTime(expected)])
    const [again] = kind.read(created, scene)
    expect((await asking(path).get(again ?? path)).data).toEqual(updated.data)
  })
})

/** A token shows its last use. */
function lastUse(resource: ApiResource): ApiResource {
  const { attributes } = resource
  return 'last-used-at' in attributes ? { ...resource, attributes: { ...attributes, 'last-used-at': null } } : resource
}

/** An update without a change may still count as one. */
function changeTime(resource: ApiResource): ApiResource {
  const { attributes } = resource
  return 'updated-at' in attributes ? { ...resource, attributes: { ...attributes, 'updated-at': null } } : resource
}
