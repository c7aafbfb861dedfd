// Where a git submodule is, by the URL in `.gitmodules`, and whether the connection's credential is for it.
import type { GitRemote } from '../../platform/git/index.ts'

/** A submodule's repository. */
export interface SubmoduleRemote extends GitRemote {
  /** it is at the connection's own host, and so are all repositories around it */
  isOwn: boolean
}

/** The submodule cannot be read, as the end of a sentence. */
export interface UnusableUrl {
  problem: string
}

const MAX_SHOWN = 200
/** A name that is written for one person; it is not sent. */
const USER_OF_HTTP = /^(https?:\/\/)[^/]*@/i

/**
 * The connection's credential only goes to the connection's own scheme, host and port, and only on behalf of a repository
 * from there: a submodule of a stranger gets no access to what the connection can read. Everything else is read over HTTPS,
 * as anybody can.
 * @param url as written in `.gitmodules`, from whoever may push
 * @param parent the repository whose `.gitmodules` it is
 */
export function submoduleRemote(url: string, parent: SubmoduleRemote): SubmoduleRemote | UnusableUrl {
  if (/\p{Cc}/u.test(url)) return { problem: `its URL ${shown(url)} has a control character` }
  const absolute = /^\.{1,2}\//.test(url) ? relativeTo(parent.url, url) : url.replace(USER_OF_HTTP, '$1')
  if (absolute === undefined) return { problem: `its URL ${shown(url)} leads out of ${parent.url}` }
  if (parent.isOwn) {
    const own = atOwnHost(absolute, parent.url)
    if (own !== undefined) return { ...parent, url: own }
  }
  if (!/^https:\/\//i.test(absolute)) {
    const why = parent.isOwn ? "it is not at the connection's own address" : 'the submodule around it is from another host'
    return { problem: `its URL ${shown(url)} must begin with https://, because ${why}` }
  }
  const organization = parent.organization === undefined ? {} : { organization: parent.organization }
  return { url: absolute, credential: { type: 'none' }, isOwn: false, ...organization }
}

/**
 * As git does: each `../` takes away the last part of the URL of the repository around it.
 * @returns undefined when that would take away the host
 */
function relativeTo(base: string, url: string): string | undefined {
  const { prefix, path } = partsOf(base) ?? {}
  if (prefix === undefined || path === undefined) return undefined
  const segments = path.replace(/\/+$/, '').split('/')
  let rest = url
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2)
    else if (rest.startsWith('../')) {
      rest = rest.slice(3)
      if (segments.pop() === undefined) return undefined
    } else break
  }
  return prefix + [...segments, rest].join('/').replace(/\/+$/, '')
}

interface UrlParts {
  /** up to the path */
  prefix: string
  /** without a slash at the beginning */
  path: string
  /** scheme, host and port in normal form; a user name makes no difference */
  origin: string
  host: string
  transport: 'http' | 'ssh'
}

const HTTP = /^(https?:\/\/[^/]+\/)(.*)$/i
const SSH = /^(ssh:\/\/(?:[^@/]*@)?([^:/]+)(?::(\d+))?\/)(.*)$/i
const SCP_LIKE = /^((?:[^@/:]+@)?([^@/:]+):)(?!\/\/)(.*)$/
const SSH_PORT = '22'

/** @returns undefined for anything else than HTTP and SSH */
function partsOf(url: string): UrlParts | undefined {
  const http = HTTP.exec(url)
  if (http !== null) {
    const [, prefix = '', path = ''] = http
    if (!URL.canParse(prefix)) return undefined
    const { origin, hostname } = new URL(prefix)
    return { prefix, path, origin, host: hostname, transport: 'http' }
  }
  const ssh = SSH.exec(url)
  if (ssh !== null) {
    const [, prefix = '', host = '', port = SSH_PORT, path = ''] = ssh
    return { prefix, path, origin: `ssh://${host.toLowerCase()}:${port}`, host: host.toLowerCase(), transport: 'ssh' }
  }
  const [, prefix, host = '', path = ''] = url.includes('://') ? [] : (SCP_LIKE.exec(url) ?? [])
  if (prefix === undefined) return undefined
  return { prefix, path, origin: `ssh://${host.toLowerCase()}:${SSH_PORT}`, host: host.toLowerCase(), transport: 'ssh' }
}

/** @returns the URL to read it at with the connection's credential; undefined when it is elsewhere */
function atOwnHost(url: string, own: string): string | undefined {
  const [theirs, ours] = [partsOf(url), partsOf(own)]
  if (theirs === undefined || ours === undefined) return undefined
  if (theirs.origin === ours.origin) return url
  // The host's other address: people write `git@host:path` where the connection reads the same host over HTTPS.
  const isOther = theirs.transport === 'ssh' && ours.transport === 'http' && theirs.origin === `ssh://${ours.host}:${SSH_PORT}`
  return isOther ? `${new URL(own).origin}/${theirs.path}` : undefined
}

function shown(address: string): string {
  const url = address.replace(USER_OF_HTTP, '$1')
  return JSON.stringify(url.length > MAX_SHOWN ? `${url.slice(0, MAX_SHOWN)}…` : url)
}
