// oxlint-disable typescript/no-unsafe-type-assertion -- rows and tables chosen at run time
import type { Kysely } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryDatabase } from '../../test/support/databases.ts'
import { isUniqueViolation, type Queries, type Schema } from './index.ts'

const at = { created_at: 1, updated_at: 2 }
const id = (text: string) => text as never

const app = { app_id: 7, slug: 'terrace', name: 'Terrace', client_id: 'Iv1.1', html_url: 'https://x.test/apps/terrace', secrets: 'sealed' }
const account = { account_id: 77, name: 'acme', account_type: 'User', icon_url: 'https://x.test/acme.png' }
const installation = { ...account, installation_id: 54_810_170, html_url: 'https://x.test/installations/54810170', removed_at: 9 }
const request = { uuid: 'a-2', http_url: 'https://x.test' }
/** One row of every table with every column filled, so that types and tables are held against each other. */
const rows: { [Table in keyof Schema]: Schema[Table] } = {
  organizations: {
    id: id('org-1'),
    name: 'Acme',
    name_lower: 'acme',
    email: 'a@example.test',
    settings: '{}',
    user_tokens_enabled: 1,
    default_project_id: id('prj-1'),
    default_agent_pool_id: null,
    ...at,
  },
  users: {
    id: id('user-1'),
    username: 'Ann',
    username_lower: 'ann',
    email: 'A@x.test',
    email_lower: 'a@x.test',
    unconfirmed_email: 'b@x.test',
    is_site_admin: 1,
    suspended_at: null,
    ...at,
  },
  organization_memberships: {
    id: id('ou-1'),
    organization_id: id('org-1'),
    user_id: id('user-1'),
    email: 'a@x.test',
    status: 'active',
    created_at: 1,
  },
  teams: {
    id: id('team-1'),
    organization_id: id('org-1'),
    name: 'owners',
    name_lower: 'owners',
    visibility: 'secret',
    organization_access: '{}',
    sso_team_id: 's-1',
    allow_member_token_management: 1,
    ...at,
  },
  team_memberships: { team_id: id('team-1'), membership_id: id('ou-1') },
  user_passwords: { user_id: id('user-1'), hash: '$argon2id$', changed_at: 1 },
  authentication_tokens: {
    id: id('at-1'),
    token_hash: 'ab',
    kind: 'user',
    user_id: id('user-1'),
    team_id: id('team-1'),
    organization_id: id('org-1'),
    description: 'ci',
    created_by: id('user-1'),
    created_at: 1,
    expires_at: 3,
    last_used_at: 2,
  },
  browser_sessions: { secret_hash: 'ab', user_id: id('user-1'), created_at: 1, last_used_at: 2, expires_at: 3 },
  authorization_codes: {
    code_hash: 'ab',
    user_id: id('user-1'),
    redirect_uri: 'http://localhost:10000/login',
    code_challenge: 'c',
    expires_at: 3,
    redeemed_at: 2,
    token_id: id('at-1'),
  },
  token_ttl_policies: { organization_id: id('org-1'), token_type: 'team', max_ttl_ms: 63_113_904_000, ...at },
  audit_events: {
    id: 'e-1',
    organization_id: id('org-1'),
    recorded_at: 1,
    accessor_id: 'user-1',
    accessor_name: 'Ann',
    action: 'create',
    resource_type: 'team',
    resource_id: 'team-1',
    meta: '{}',
    request_id: 'r-1',
    remote_address: '192.0.2.1',
  },
  projects: { id: id('prj-1'), organization_id: id('org-1'), name: 'Default', name_lower: 'default', description: '', ...at },
  agent_pools: { id: id('apool-1'), organization_id: id('org-1'), name: 'Pool', name_lower: 'pool', organization_scoped: 1, ...at },
  oauth_clients: {
    id: id('oc-1'),
    organization_id: id('org-1'),
    uuid: 'u-1',
    service_provider: 'git',
    name: 'git',
    key: 'k',
    http_url: 'https://x.test',
    api_url: 'https://x.test/api',
    agent_pool_id: id('apool-1'),
    settings: '{}',
    secret: 'sealed',
    rsa_public_key: 'ssh-rsa A',
    auto_publish_since: 3,
    ...at,
  },
  oauth_client_projects: { oauth_client_id: id('oc-1'), project_id: id('prj-1') },
  oauth_tokens: {
    id: id('ot-1'),
    oauth_client_id: id('oc-1'),
    service_provider_user: 'ann',
    credential: 'sealed',
    has_ssh_key: 0,
    state: 'needs_reauthorization',
    state_detail: 'expired',
    renewing_until: 5,
    listed_at: 6,
    listing_error: 'no answer',
    listing_tried_at: 7,
    ...at,
  },
  vcs_authorization_requests: {
    state_hash: 's',
    oauth_client_id: id('oc-1'),
    user_id: id('user-1'),
    code_verifier: 'sealed',
    expires_at: 9,
  },
  vcs_repositories: {
    id: id('repo-1'),
    oauth_token_id: id('ot-1'),
    identifier: 'acme/terraform-aws-vpc',
    clone_url: 'https://x.test/r.git',
    refs_digest: 'ab',
    last_synced_at: 1,
    next_sync_at: 2,
    fail_count: 0,
    last_error: 'no route',
    external_id: '42',
    web_url: 'https://x.test/r',
    last_event_at: 3,
    last_change_at: 4,
    created_at: 1,
  },
  vcs_webhooks: {
    id: id('hook-1'),
    vcs_repository_id: id('repo-1'),
    uuid: 'h-1',
    remote_id: '7',
    secret: 'sealed',
    former_secret: 'sealed before',
    former_secret_until: 8,
    state: 'active',
    state_detail: 'fine',
    check_at: 9,
    checked_at: 3,
    last_delivery_at: 4,
    created_at: 1,
  },
  vcs_deliveries: {
    id: id('hookdel-1'),
    vcs_webhook_id: id('hook-1'),
    delivery_id: 'd-1',
    event: 'push',
    outcome: 'accepted',
    detail: 'one tag',
    refs: '["refs/tags/v1.0.0"]',
    attempts: 1,
    received_at: 5,
  },
  vcs_listed_repositories: {
    oauth_token_id: id('ot-1'),
    external_id: '42',
    identifier: 'acme/terraform-aws-vpc',
    web_url: 'https://x.test/r',
    default_branch: 'main',
    private: 1,
    archived: 0,
    admin: 1,
    position: 0,
    listed_at: 6,
    tags_checked_at: 7,
    version_tags: 3,
    latest_version: '1.2.3',
    tags_error: 'gone',
    candidate_since: 8,
    gone_at: 9,
  },
  github_apps: { id: id('ghapp-1'), organization_id: id('org-1'), oauth_client_id: id('oc-1'), uuid: 'a-1', ...app, created_at: 1 },
  github_app_installations: { id: id('ghain-1'), github_app_id: id('ghapp-1'), oauth_token_id: id('ot-1'), ...installation, created_at: 1 },
  github_app_requests: { state_hash: 's', organization_id: id('org-1'), user_id: id('user-1'), ...request, expires_at: 9 },
  vcs_connection_pauses: { oauth_token_id: id('ot-1'), reason: 'failing', failures: 2, paused_until: 9 },
  registry_modules: {
    id: id('mod-1'),
    organization_id: id('org-1'),
    registry_name: 'private',
    namespace: 'Acme',
    name: 'vpc',
    provider: 'aws',
    status: 'setup_complete',
    publishing_mechanism: 'git_tag',
    no_code: 0,
    vcs_repository_id: id('repo-1'),
    display_identifier: 'acme/terraform-aws-vpc',
    branch: 'main',
    initial_version: '1.0.0',
    tag_prefix: 'v',
    source_directory: 'modules/vpc',
    ingress_submodules: 1,
    webhook_uuid: 'w-1',
    test_config: '{}',
    search_text: 'vpc acme aws',
    description: 'A network',
    latest_version: '1.0.0',
    status_detail: 'fine',
    ...at,
  },
  registry_module_versions: {
    id: id('modver-1'),
    registry_module_id: id('mod-1'),
    version: '1.0.0',
    version_sort: '1',
    status: 'ok',
    source: 'git',
    tag: 'v1.0.0',
    branch: 'main',
    commit_sha: 'c0ffee',
    error: 'none',
    error_file: 'main.tf',
    error_line: 7,
    upload_sha256: 'ef',
    archive_key: 'blobs/ab',
    archive_sha256: 'ab',
    archive_size: 5_000_000_000,
    inspection_key: 'unknown',
    published_at: 3,
    deprecation: '{}',
    revocation: '{}',
    downloads: 7,
    ...at,
  },
  module_inspections: { key: 'ab', document: '{}', created_at: 1 },
  registry_module_tags: {
    registry_module_id: id('mod-1'),
    tag: 'v1.0.0',
    commit_sha: 'c0ffee',
    imported_commit_sha: 'c0ffee',
    decision: 'imported',
    reason: 'a version',
    version: '1.0.0',
    first_seen_at: 1,
    last_seen_at: 2,
    gone_at: 3,
  },
  registry_module_tag_bindings: { id: id('tb-1'), registry_module_id: id('mod-1'), key: 'team', value: 'platform', position: 0 },
  no_code_modules: {
    id: id('nocode-1'),
    registry_module_id: id('mod-1'),
    organization_id: id('org-1'),
    enabled: 1,
    version_pin: '1.0.0',
    ...at,
  },
  no_code_variable_options: {
    id: id('ncvaropt-1'),
    no_code_module_id: id('nocode-1'),
    variable_name: 'size',
    variable_type: 'string',
    options: '["small"]',
    position: 0,
  },
  registry_module_documents: { registry_module_id: id('mod-1'), versions_json: '{}', revision: 1 },
  import_event_positions: { id: 1, last_position: 7 },
  import_events: {
    position: 7,
    organization_id: id('org-1'),
    registry_module_id: id('mod-1'),
    kind: 'version',
    status: 'ok',
    version: '1.0.0',
    message: 'imported',
    detail: '{}',
    listed: 1,
    started_at: 1,
    duration_ms: 2,
    recorded_at: 3,
  },
  deleted_registry_modules: {
    id: id('delmod-1'),
    organization_id: id('org-1'),
    registry_module_id: id('mod-2'),
    registry_name: 'private',
    namespace: 'Acme',
    name: 'old',
    provider: 'aws',
    version: '1.0.0',
    version_count: 1,
    snapshot: '{}',
    deleted_by: 'user-1',
    deleted_at: 1,
    expires_at: 2,
  },
  deleted_module_archives: { deletion_id: id('delmod-1'), archive_key: 'blobs/ab' },
  deleted_module_repositories: {
    organization_id: id('org-1'),
    provider: 'aws',
    name: 'vpc',
    oauth_token_id: 'ot-1',
    identifier: 'acme/terraform-aws-vpc',
    external_id: '42',
    deleted_at: 1,
  },
  registry_module_downloads: { registry_module_id: id('mod-1'), day: 20_000, downloads: 5 },
  registry_module_version_consumers: {
    registry_module_version_id: id('modver-1'),
    consumer_id: 'user-1',
    registry_module_id: id('mod-1'),
    first_downloaded_at: 1,
  },
  organization_module_consumers: { producer_id: id('org-1'), consumer_id: id('org-1') },
  organization_administration: { organization_id: id('org-1'), global_module_sharing: 1, settings: '{}' },
  jobs: {
    id: 'job-1',
    kind: 'k',
    key: 'k:1',
    payload: '{}',
    state: 'running',
    run_at: 1,
    attempts: 1,
    max_attempts: 5,
    lease_id: 'l',
    lease_until: 9,
    last_error: 'oops',
    ...at,
  },
}
const TABLES = Object.keys(rows) as (keyof Schema)[]

/** Tables chosen at run time have no row type. */
const untyped = (queries: Queries) => queries as unknown as Kysely<Record<string, Record<string, unknown>>>

async function fill(queries: Queries): Promise<void> {
  for (const table of TABLES) await untyped(queries).insertInto(table).values(rows[table]).execute()
}

const readAll = (queries: Queries, table: keyof Schema) => untyped(queries).selectFrom(table).selectAll().execute()

describeOnEveryDatabase('the tables', (open) => {
  it('have exactly the columns of the schema', async () => {
    const { queries } = await open()
    await fill(queries)
    for (const table of TABLES) expect(await readAll(queries, table), table).toEqual([rows[table]])
  })

  it('lose everything of an organization with it, and nothing else', async () => {
    const { queries } = await open()
    await fill(queries)
    await queries.deleteFrom('organizations').execute()
    const left: string[] = []
    for (const table of TABLES) if ((await readAll(queries, table)).length > 0) left.push(table)
    expect(left).toEqual([
      'users',
      'user_passwords',
      'browser_sessions',
      'authorization_codes',
      'audit_events',
      'module_inspections',
      'import_event_positions',
      // Forgotten by the purge, within the hour.
      'registry_module_version_consumers',
      'jobs',
    ])
  })

  it('keep a module whose repository is no longer connected', async () => {
    const { queries } = await open()
    await fill(queries)
    await queries.deleteFrom('oauth_clients').execute()
    expect(await readAll(queries, 'vcs_repositories')).toEqual([])
    expect(await readAll(queries, 'registry_modules')).toMatchObject([{ id: 'mod-1', vcs_repository_id: null }])
    expect(await readAll(queries, 'registry_module_versions')).toHaveLength(1)
  })

  it('do not take a second private module at the same address, from whichever organization', async () => {
    const { queries } = await open()
    await fill(queries)
    await queries
      .insertInto('organizations')
      .values({ ...rows.organizations, id: id('org-2'), name_lower: 'other' })
      .execute()
    const same = { ...rows.registry_modules, id: id('mod-2'), organization_id: id('org-2'), webhook_uuid: 'w-2' }
    const twice = await queries
      .insertInto('registry_modules')
      .values(same)
      .execute()
      .catch((error: unknown) => error)
    expect(isUniqueViolation(twice)).toBe(true)
    await queries
      .insertInto('registry_modules')
      .values({ ...same, registry_name: 'public' })
      .execute()
  })

  it('order text byte by byte', async () => {
    const { queries } = await open()
    await queries.insertInto('organizations').values(rows.organizations).execute()
    await queries
      .insertInto('registry_modules')
      .values({ ...rows.registry_modules, vcs_repository_id: null })
      .execute()
    const sorted = ['0~', '1-', '1.B', '1.a', '1~', 'Z', 'a', '~']
    for (const version_sort of sorted.toReversed()) {
      const version = { ...rows.registry_module_versions, id: id(`modver-${version_sort}`), version: version_sort, version_sort }
      await queries.insertInto('registry_module_versions').values(version).execute()
    }
    const found = await queries.selectFrom('registry_module_versions').select('version_sort').orderBy('version_sort').execute()
    expect(found.map((row) => row.version_sort)).toEqual(sorted)
  })
})
