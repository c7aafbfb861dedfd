// The environment and configuration that git runs with. Built from scratch: no system or user setting applies.

/** The part of the server's environment that git sees. */
export interface HostEnvironment {
  PATH?: string | undefined
  /** certificates to trust, whatever the variables below say */
  authoritiesFile?: string | undefined
  /** certificates to trust instead of the system's */
  SSL_CERT_FILE?: string | undefined
  SSL_CERT_DIR?: string | undefined
  GIT_SSL_CAINFO?: string | undefined
}

/** The first that is set wins. */
const PRESETS = ['GIT_SSL_CAINFO', 'SSL_CERT_FILE', 'SSL_CERT_DIR'] as const

/** Pairs of a configuration key and its value; a key may occur more than once. */
export type GitSettings = readonly (readonly [key: string, value: string])[]

/** Git streams objects above this size instead of holding them in memory. */
const STREAMED_OBJECT_SIZE = '32m'
/** The largest single allocation of git: a pack of a few hundred bytes can describe gigabytes. */
const ALLOCATION_LIMIT = '512m'

const SETTINGS: GitSettings = [
  ['credential.helper', ''],
  ['core.askPass', ''],
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.bigFileThreshold', STREAMED_OBJECT_SIZE],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['init.defaultBranch', 'main'],
]

/** @returns the complete environment of one git process; `home` is an empty directory */
export function gitEnvironment(host: HostEnvironment, home: string, settings: GitSettings = []): Record<string, string> {
  const all = [...SETTINGS, ...settings]
  return {
    PATH: host.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C',
    LC_ALL: 'C',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'false',
    SSH_ASKPASS: 'false',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOC_LIMIT: ALLOCATION_LIMIT,
    ...certificates(host),
    GIT_CONFIG_COUNT: String(all.length),
    ...Object.fromEntries(
      all.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  }
}

/** @returns the variable that decides which certificates are trusted, as it is set; undefined when the system does */
export function presetCertificates(host: HostEnvironment): string | undefined {
  if (host.authoritiesFile !== undefined) return undefined
  const name = PRESETS.find((each) => host[each] !== undefined && host[each] !== '')
  return name === undefined ? undefined : `${name}=${host[name]}`
}

function certificates(host: HostEnvironment): Record<string, string> {
  const file = host.authoritiesFile ?? host.GIT_SSL_CAINFO ?? host.SSL_CERT_FILE
  return {
    ...(file === undefined || file === '' ? {} : { GIT_SSL_CAINFO: file, GIT_PROXY_SSL_CAINFO: file }),
    ...(host.SSL_CERT_DIR === undefined || host.SSL_CERT_DIR === '' ? {} : { GIT_SSL_CAPATH: host.SSL_CERT_DIR }),
  }
}
