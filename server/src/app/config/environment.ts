// Step one of configuration: the environment variables by name. What they mean is decided in config.ts.

/** One setting. `docs/CONFIGURATION.md` is tested against this list. */
export interface Setting {
  name: string
  /** what applies when it is unset, as people read it */
  default: string
  /** one line for `terrace serve --help` */
  purpose: string
}

export const SETTINGS = [
  { name: 'TERRACE_LISTEN', default: '127.0.0.1:8080', purpose: 'address and port to listen on' },
  {
    name: 'TERRACE_PUBLIC_URL',
    default: 'http:// (https:// with TLS files) + the listen address',
    purpose: 'how clients reach this server',
  },
  { name: 'TERRACE_DATA_DIR', default: './data', purpose: 'directory of everything embedded: database, archives, secret key' },
  { name: 'TERRACE_DATABASE_URL', default: 'SQLite in the data directory', purpose: 'postgres://… for PostgreSQL' },
  {
    name: 'TERRACE_DATABASE_PASSWORD_FILE',
    default: 'the password in the URL',
    purpose: 'file whose first line is the password for PostgreSQL',
  },
  {
    name: 'TERRACE_DATABASE_CA_FILE',
    default: "the system's authorities",
    purpose: 'authorities (PEM) to trust for PostgreSQL; with it, connections are encrypted and verified',
  },
  { name: 'TERRACE_DATABASE_POOL_SIZE', default: '10', purpose: 'connections to PostgreSQL that this process uses at a time' },
  { name: 'TERRACE_DATABASE_POOL_TIMEOUT', default: '3', purpose: 'seconds to wait for one of them' },
  { name: 'TERRACE_DATABASE_LOCK_TIMEOUT', default: '3', purpose: 'seconds a statement waits for what another one holds; 0 is no limit' },
  { name: 'TERRACE_DATABASE_STATEMENT_TIMEOUT', default: '6', purpose: 'seconds a statement may take; 0 is no limit' },
  { name: 'TERRACE_DATABASE_START_TIMEOUT', default: '60', purpose: 'seconds to wait for PostgreSQL at the start' },
  { name: 'TERRACE_STORAGE_URL', default: 'files in the data directory', purpose: 'storage for archives: file:///absolute/path' },
  { name: 'TERRACE_TLS_CERT_FILE', default: 'none', purpose: 'certificate chain (PEM); with the key file, HTTPS is served' },
  { name: 'TERRACE_TLS_KEY_FILE', default: 'none', purpose: 'private key (PEM) of the certificate' },
  {
    name: 'TERRACE_SECRET_KEY_FILE',
    default: 'secret.key in the data directory, generated, when everything is embedded',
    purpose: 'file with the secret from which all keys are derived; required otherwise',
  },
  { name: 'TERRACE_APP_NAME', default: 'HCP Terraform', purpose: 'product name that API clients are told (TFP-AppName)' },
  { name: 'TERRACE_TOKEN_MONTHS', default: '24', purpose: 'default lifetime of tokens in months, or never' },
  {
    name: 'TERRACE_AUTO_ACCEPT_INVITATIONS',
    default: 'off',
    purpose: 'whether users become members as soon as they are invited, without accepting',
  },
  { name: 'TERRACE_RATE_LIMIT', default: '30', purpose: 'API requests per second and token; 0 turns the limit off' },
  { name: 'TERRACE_QUOTA_USER_ORGANIZATIONS', default: 'unlimited', purpose: 'organizations that a user may create' },
  { name: 'TERRACE_QUOTA_USER_TOKENS', default: 'unlimited', purpose: 'tokens that a user may have' },
  { name: 'TERRACE_QUOTA_USER_STREAMS', default: '10', purpose: 'event streams that a user may have open at a process, up to 500' },
  { name: 'TERRACE_QUOTA_ORGANIZATION_MODULES', default: 'unlimited', purpose: 'modules that an organization may have' },
  { name: 'TERRACE_QUOTA_ORGANIZATION_VERSIONS', default: 'unlimited', purpose: 'module versions that an organization may have' },
  { name: 'TERRACE_QUOTA_ORGANIZATION_MEGABYTES', default: 'unlimited', purpose: 'megabytes of archives that an organization may store' },
  { name: 'TERRACE_QUOTA_ORGANIZATION_TOKENS', default: 'unlimited', purpose: 'tokens that an organization may have, with its teams' },
  {
    name: 'TERRACE_QUOTA_ORGANIZATION_STREAMS',
    default: '100',
    purpose: 'event streams about an organization that may be open at a process, up to 500',
  },
  { name: 'TERRACE_AUDIT_RETENTION_DAYS', default: '365', purpose: 'days to keep entries of the audit trail; 0 keeps them for ever' },
  { name: 'TERRACE_ARCHIVE_CHECK_DAYS', default: '7', purpose: 'days after which each archive is read and hashed again; 0 checks none' },
  {
    name: 'TERRACE_SANDBOX_PROCESSES',
    default: 'the number of processors, from 2 to 8',
    purpose: 'modules to inspect and pack at a time, each in a process that may take 1 GB of memory',
  },
  { name: 'TERRACE_TRUSTED_PROXIES', default: 'none', purpose: 'proxies whose X-Forwarded-For is trusted: 10.0.0.5,192.168.0.0/16' },
  {
    name: 'TERRACE_VCS_URL_OVERRIDES',
    default: 'none',
    purpose: 'other addresses for git hosts: https://api.github.com=http://127.0.0.1:9999,…',
  },
  {
    name: 'TERRACE_VCS_CA_FILE',
    default: "the system's authorities",
    purpose: 'authorities (PEM) to trust for git hosts, for git and for their APIs, beside the usual ones',
  },
  {
    name: 'TERRACE_OIDC_ISSUER',
    default: 'none',
    purpose: 'identity provider (OpenID Connect) for single sign-on: https://id.example.com',
  },
  { name: 'TERRACE_OIDC_CLIENT_ID', default: 'none', purpose: 'what the identity provider calls this server' },
  { name: 'TERRACE_OIDC_CLIENT_SECRET_FILE', default: 'none: a public client', purpose: 'file whose first line is the secret for it' },
  { name: 'TERRACE_OIDC_NAME', default: 'single sign-on', purpose: 'how the sign-in page calls the provider: Sign in with NAME' },
  { name: 'TERRACE_OIDC_SCOPES', default: 'openid profile email', purpose: 'what to ask the provider for' },
  { name: 'TERRACE_OIDC_GROUPS_CLAIM', default: 'groups', purpose: "the claim that has a user's groups" },
  {
    name: 'TERRACE_OIDC_GROUPS_FILE',
    default: 'none',
    purpose: 'file whose lines "organization/team = group" say where groups lead',
  },
  {
    name: 'TERRACE_OIDC_TRUST_EMAIL',
    default: 'off',
    purpose: 'whether e-mail addresses count as verified although the provider does not say so',
  },
  {
    name: 'TERRACE_OIDC_CA_FILE',
    default: "the system's authorities",
    purpose: 'authorities (PEM) to trust for the identity provider, beside the usual ones',
  },
  { name: 'TERRACE_LOCAL_SIGN_IN', default: 'on', purpose: 'whether a user name and a password sign in' },
  {
    name: 'HTTPS_PROXY',
    default: 'none',
    purpose: 'proxy for outgoing calls over HTTPS, of git too: http://user:password@proxy.example.com:3128; also https_proxy',
  },
  { name: 'HTTP_PROXY', default: 'none', purpose: 'the same over plain HTTP; also http_proxy' },
  { name: 'NO_PROXY', default: 'none', purpose: 'hosts that are called without a proxy: example.com,10.0.0.0/8; also no_proxy' },
  { name: 'TERRACE_ALLOW_FILE_REMOTES', default: 'off', purpose: 'allow file:// git remotes' },
  { name: 'TERRACE_ALLOW_PRIVATE_ADDRESSES', default: 'off', purpose: 'allow outgoing calls to loopback and private addresses' },
  { name: 'TERRACE_SHUTDOWN_DELAY', default: '0', purpose: 'seconds to go on serving, unready, after SIGTERM or SIGINT' },
  { name: 'TERRACE_SHUTDOWN_TIMEOUT', default: '30', purpose: 'seconds that requests under way have to end when the server closes' },
  {
    name: 'TERRACE_METRICS_LISTEN',
    default: 'none',
    purpose: 'address and port for metrics in the format of Prometheus, at /metrics without authentication: 127.0.0.1:9464',
  },
  { name: 'TERRACE_ACCESS_LOG', default: 'off', purpose: 'log one line for each request' },
  { name: 'TERRACE_LOG_LEVEL', default: 'info', purpose: 'fatal, error, warn, info, debug, trace or silent' },
] as const satisfies readonly Setting[]

export type SettingName = (typeof SETTINGS)[number]['name']
export type Environment = Readonly<Partial<Record<SettingName, string>>>

/** @returns the settings of this process; empty values count as unset. Names that other programs share may be in lower case. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const environment: Partial<Record<SettingName, string>> = {}
  for (const { name } of SETTINGS) {
    const value = valueOf(variables[name]) ?? (name.startsWith('TERRACE_') ? undefined : valueOf(variables[name.toLowerCase()]))
    if (value !== undefined) environment[name] = value
  }
  return environment
}

function valueOf(variable: string | undefined): string | undefined {
  const value = variable?.trim()
  return value === '' ? undefined : value
}

/** @returns variables that begin like settings and are none: nearly always a typing mistake */
export function unknownSettings(variables: NodeJS.ProcessEnv): string[] {
  const known = new Set<string>(SETTINGS.map((setting) => setting.name))
  return Object.keys(variables).filter((name) => name.startsWith('TERRACE_') && !known.has(name))
}
