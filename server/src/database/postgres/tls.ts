// What the parameters of a database URL say about TLS, in libpq's words.
const MODES = {
  disable: 'none',
  'no-verify': 'unverified',
  require: 'verified',
  'verify-ca': 'verified',
  'verify-full': 'verified',
} as const
const MIN_VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const
/** Files (PEM) that a URL can name, as Node's TLS calls them. */
const FILES = { sslrootcert: 'ca', sslcert: 'cert', sslkey: 'key' } as const

export interface UrlTls {
  /** `verified`: certificate and host name are checked; undefined when the URL leaves it open */
  encryption: (typeof MODES)[keyof typeof MODES] | undefined
  /** the lowest version to accept; Node's own minimum is 1.2 */
  minVersion: (typeof MIN_VERSIONS)[number] | undefined
  files: readonly [option: (typeof FILES)[keyof typeof FILES], file: string][]
}

/** Parameters that are read here. */
export const TLS_PARAMETERS: readonly string[] = ['ssl', 'sslmode', 'ssl_min_protocol_version', 'uselibpqcompat', ...Object.keys(FILES)]

/** @throws Error when a parameter has a value that means nothing */
export function tlsOf(url: string): UrlTls {
  const parameters = new URL(url).searchParams
  const files = Object.entries(FILES).flatMap(([name, option]): UrlTls['files'] => {
    const file = parameters.get(name)
    return file === null ? [] : [[option, file]]
  })
  return { encryption: encryptionOf(parameters), minVersion: minVersionOf(parameters), files }
}

/** `ssl=true` is what drivers of other languages know. */
function encryptionOf(parameters: URLSearchParams): UrlTls['encryption'] {
  const mode = parameters.get('sslmode')
  const switched = parameters.get('ssl')
  if (mode === null) return switched === null ? undefined : ['true', '1'].includes(switched) ? 'verified' : 'none'
  const known = Object.entries(MODES).find(([name]) => name === mode)
  if (known === undefined) throw new Error(`sslmode must be one of ${Object.keys(MODES).join(', ')}; got "${mode}"`)
  return known[1]
}

function minVersionOf(parameters: URLSearchParams): UrlTls['minVersion'] {
  const wanted = parameters.get('ssl_min_protocol_version')
  const known = MIN_VERSIONS.find((version) => version === wanted)
  if (wanted === null || known !== undefined) return known
  throw new Error(`ssl_min_protocol_version must be one of ${MIN_VERSIONS.join(', ')}; got "${wanted}"`)
}
