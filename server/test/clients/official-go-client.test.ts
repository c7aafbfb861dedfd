// The tests of the official Go client (github.com/hashicorp/go-tfe), run against this server. They come as a pinned Go module.
// Left out is what is not ours: runs, agents and cost estimation (TestOrganizationsReadRunTasks…, …ReadWithBusiness,
// …ReadEntitlements), SAML and SCIM. So are TestRegistryModulesCreateMonorepoTagBasedWithVCSConnection, which publishes one address
// twice and which its authors never run; TestOAuthClientsDelete, which waits for half a minute; and TestClient_…, which change the
// environment of the process.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, type TestContext } from 'vitest'
import { officialGoTests, PATIENCE } from '../support/installed-tools.ts'
import { type RunningServer, startServer } from '../support/running-server.ts'
import { FakeGithubApps } from '../vcs/fakes/github-app.ts'
import { runGoTests } from './go-tests.ts'
import { connectGithubApp } from './running-github-app.ts'

const IDENTIFIER = 'acme/terraform-null-demo'
const MODULE = { 'main.tf': 'variable "name" {\n  type = string\n}\n', 'README.md': '# Demo\n' }

interface Group {
  name: string
  environment: Record<string, string>
  /** regular expressions */
  tests: string[]
  /** how many tests these are */
  size: number
}

const OAUTH = { OAUTH_CLIENT_GITHUB_TOKEN: 'dummy' }
const BETA = { ENABLE_BETA: '1' }

const GROUPS: readonly Group[] = [
  {
    name: 'modules and tenancy',
    environment: BETA,
    tests: [
      'TestRegistryModules(List|Create|CreateVersion|Read|Delete|DeleteByName|DeleteProvider|DeleteVersion|Upload|UploadTarGzip)',
      'TestOrganizations(List|Create|Read|Update|Delete|AllowForceDeleteSetting)',
      'TestOrganizationMemberships.*',
      'TestOrganizationTokens(Create|Read|Delete)',
      'TestTeams.*',
      'TestTeam(Tokens|Members).*',
      'TestUsersReadCurrent',
      'TestUserTokens_.*',
    ],
    size: 55,
  },
  {
    name: 'connections, no-code modules and policies for tokens',
    environment: { ...OAUTH, ...BETA },
    tests: [
      'TestOAuthClients(List|Create|Create_rsaKeyPair|Create_agentPool|Read|ReadWithOptions|Update|Update_rsaKeyPair)',
      'TestOAuthTokens(List|Read|Update|Delete)',
      'TestRegistryModuleUpdate',
      'TestRegistryModulesShowVersion',
      'TestRegistryNoCodeModules(Create|Read|Update|Delete)',
      'TestOrganizationTokenTTLPolicies.*',
    ],
    size: 21,
  },
  {
    name: 'modules of repositories',
    environment: { ...OAUTH, ...BETA, GITHUB_REGISTRY_MODULE_IDENTIFIER: IDENTIFIER },
    tests: [
      'TestRegistryModulesCreate(BranchBased)?WithVCSConnection(WithTesting)?',
      'TestRegistryModulesCreateMonorepoBranchBased.*',
      'TestRegistryModulesCreateMonorepoNonStandardName.*',
      'TestRegistryModuleUpdateWithVCSConnection',
      'TestRegistryModulesListCommit',
      'TestRegistryModules(Update|CreateWithVCSConnection)_AgentExecutionValidation',
      'TestRegistryModulesCreateWithGithubApp',
      'TestGHAInstallation(List|Read)',
    ],
    size: 12,
  },
  {
    name: 'tokens and projects of organizations with a subscription',
    environment: { ...OAUTH },
    tests: [
      'TestOrganizationTokens_CreateWithOptions',
      'TestOrganizationTokens(Read|Delete)WithOptions',
      'TestOAuthClients(Add|Remove)Projects',
    ],
    size: 5,
  },
  { name: 'site administration', environment: { ENABLE_TFE: '1' }, tests: ['TestAdminOrganizations_.*'], size: 5 },
]

it("passes the official Go client's own tests", { timeout: PATIENCE }, async (context) => {
  const suite = await officialGoTests(context)
  const { server, environment } = await startScene(context)
  const failures: string[] = []
  const sizes: Record<string, number> = {}
  for (const { name, environment: own, tests } of GROUPS) {
    const outcomes = await runGoTests(suite, tests, { ...environment, ...own })
    failures.push(...outcomes.failures, ...outcomes.skipped.map((test) => `${test} was skipped`))
    sizes[name] = outcomes.passed.length
  }
  // It renames the user that the token belongs to.
  const other = await server.userWithToken('renamed')
  failures.push(...(await runGoTests(suite, ['TestUsersUpdate'], { ...environment, TFE_TOKEN: other })).failures)
  expect({ failures, sizes }).toEqual({ failures: [], sizes: Object.fromEntries(GROUPS.map(({ name, size }) => [name, size])) })
})

/** A server with a site administrator, and GitHub with a repository and an installed app. */
async function startScene(context: TestContext): Promise<{ server: RunningServer; environment: Record<string, string> }> {
  const host = new FakeGithubApps(async (url, { headers, body }) => await fetch(url, { method: 'POST', headers, body }))
  context.onTestFinished(() => host.close())
  await host.start()
  host.token = OAUTH.OAUTH_CLIENT_GITHUB_TOKEN
  await host.createRepository(IDENTIFIER, { commit: { files: MODULE, tags: ['v1.0.0'] } })
  const directory = await mkdtemp(join(tmpdir(), 'terrace-go-tfe-'))
  context.onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))
  const server = await startServer({
    dataDirectory: join(directory, 'data'),
    settings: {
      TERRACE_RATE_LIMIT: '0',
      TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on',
      TERRACE_VCS_URL_OVERRIDES: `https://api.github.com=${host.url}/api/v3,https://github.com=${host.url}`,
    },
  })
  context.onTestFinished(() => server[Symbol.asyncDispose]())
  const token = await server.userWithToken('root', { siteAdmin: true })
  const installation = await connectGithubApp({ server, host, username: 'root', token, account: 'acme', httpUrl: 'https://github.com' })
  return {
    server,
    environment: {
      TFE_ADDRESS: server.url,
      TFE_TOKEN: token,
      TFE_ADMIN_PROVISION_LICENSES_TOKEN: token,
      GITHUB_APP_INSTALLATION_ID: installation,
    },
  }
}
