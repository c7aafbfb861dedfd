// Validates the repository URL that a user entered, and makes the URL that git gets. Refuses everything suspicious.
import { overriddenUrl, type UrlOverride } from '../../network/index.ts'
import { GitFailure } from '../process/git-failure.ts'
import type { GitRemote } from './git-remote.ts'

export type Transport = 'https' | 'http' | 'ssh' | 'file'

/** A validated URL, as git gets it. `host` is empty for files; `port` is the effective one. */
export interface RemoteTarget {
  url: string
  transport: Transport
  host: string
  port: number
  /** the URL comes from an override, so the operator vouches for the address */
  operatorChosen: boolean
}

const MAX_URL_LENGTH = 2048
const DEFAULT_PORTS = { https: 443, http: 80, ssh: 22 }
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]*[a-z0-9_-])?)$/i
const SSH_USER = /^[a-z0-9_][a-z0-9_.-]*$/i
/** `user@host:path`, the scp-like syntax of git. */
const SCP_LIKE = /^(?:([^@/:]+)@)?([^@/:]+):(?!\/\/)(.+)$/

/** @throws GitFailure `refused` when the URL is not valid, or the credential does not fit it */
export function remoteTarget(remote: GitRemote, options: { allowFile: boolean; urlOverrides: readonly UrlOverride[] }): RemoteTarget {
  const asked = parse(remote.url)
  const overridden = overriddenUrl(remote.url, options.urlOverrides)
  const target = overridden === undefined ? asked : { ...parse(overridden), operatorChosen: true }
  if (target.transport === 'file' && !options.allowFile) {
    throw refused(`file URLs (${remote.url}) are refused unless TERRACE_ALLOW_FILE_REMOTES is on`)
  }
  checkCredentialFits(remote, target.transport)
  return target
}

function parse(url: string): RemoteTarget {
  checkCharacters(url)
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined && !url.includes('::') && SCP_LIKE.test(url)) return parseScpLike(url)
  switch (scheme) {
    case 'https':
    case 'http':
      return parseHttp(url, scheme)
    case 'ssh':
      return parseSsh(url)
    case 'file':
      return parseFile(url)
    case undefined:
    default:
      throw refused(`"${url}" is not a repository URL: it must start with https://, http:// or ssh://`)
  }
}

function checkCharacters(url: string): void {
  if (url.length > MAX_URL_LENGTH) throw refused(`the repository URL is longer than ${MAX_URL_LENGTH} characters`)
  if (/[\p{Cc}\s\\"'`<>]/u.test(url)) throw refused('the repository URL must not contain spaces, quotes, backslashes or control characters')
  if (url.startsWith('-')) throw refused('the repository URL must not start with a dash')
  if (/(^|[/:]|%2f)(\.|%2e){2}($|\/|%2f)/i.test(url)) throw refused('the repository URL must not contain ".." in its path')
  if (/[?#]/.test(url)) throw refused('the repository URL must not contain a query or fragment (? or #)')
}

function parseHttp(url: string, transport: 'https' | 'http'): RemoteTarget {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined) throw refused('the repository URL is malformed')
  if (parsed.username !== '' || parsed.password !== '' || /^[^/]*\/\/[^/]*@/.test(url)) {
    throw refused("the repository URL must not contain a user name or password; use the connection's credential instead")
  }
  checkHost(parsed.hostname)
  const port = parsed.port === '' ? DEFAULT_PORTS[transport] : Number(parsed.port)
  return { url: parsed.href, transport, host: parsed.hostname, port, operatorChosen: false }
}

function parseSsh(url: string): RemoteTarget {
  const [, user, host = '', port, path] = /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]/]*\]|[^:/@]*)(?::(\d+))?(\/.+)$/i.exec(url) ?? []
  if (path === undefined) throw refused('the SSH URL is malformed: write it like ssh://git@host/path/to/repository.git')
  checkHost(host)
  checkSshUser(user)
  return { url, transport: 'ssh', host, port: port === undefined ? DEFAULT_PORTS.ssh : Number(port), operatorChosen: false }
}

function parseScpLike(url: string): RemoteTarget {
  const [, user, host = '', path = ''] = SCP_LIKE.exec(url) ?? []
  checkHost(host)
  checkSshUser(user)
  if (path.startsWith('-')) throw refused('the repository path must not start with a dash')
  return { url, transport: 'ssh', host, port: DEFAULT_PORTS.ssh, operatorChosen: false }
}

function parseFile(url: string): RemoteTarget {
  if (!/^file:\/\/\/[^/]/i.test(url)) throw refused('the file URL is malformed: write it like file:///path/to/repository.git')
  return { url, transport: 'file', host: '', port: 0, operatorChosen: false }
}

function checkHost(host: string): void {
  if (!HOST.test(host)) throw refused(`"${host}" in the repository URL is not a valid host name`)
}

function checkSshUser(user: string | undefined): void {
  if (user === undefined || SSH_USER.test(user)) return
  throw refused('the user in the SSH URL must be a plain name, without a password')
}

function checkCredentialFits({ credential, url }: GitRemote, transport: Transport): void {
  const needsKey = transport === 'ssh'
  const hasKey = credential.type === 'ssh'
  if (transport === 'file' || needsKey === hasKey) return
  throw refused(needsKey ? `${url} uses SSH, which requires an SSH key` : `${url} does not use SSH; remove the SSH key or use an SSH URL`)
}

function refused(message: string): GitFailure {
  return new GitFailure('refused', message)
}
