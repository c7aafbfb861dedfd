// Checks the base address of a git host, so that people learn what to fix. The code that runs git checks its arguments again.

const MAX_LENGTH = 1024
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_-])?)$/i
const SSH = /^ssh:\/\/(?:(?<user>[^@/]*)@)?(?<host>\[[^\]/]*\]|[^:/@]*)(?::\d{1,5})?(?:\/.*)?$/i
const SSH_USER = /^[a-z0-9_][a-z0-9_.-]*$/i
const EXAMPLE = 'https://git.example.com or ssh://git@git.example.com'

export function isSshAddress(url: string): boolean {
  return /^ssh:\/\//i.test(url)
}

/**
 * @param what the attribute in words, to begin the sentence with
 * @returns what is wrong, undefined when nothing is
 */
export function addressProblem(what: string, url: string, allowFileRemotes: boolean): string | undefined {
  if (url.trim() === '') return `${what} can't be blank`
  if (url.length > MAX_LENGTH) return `${what} is too long (maximum is ${MAX_LENGTH} characters)`
  return charactersProblem(what, url) ?? schemeProblem(what, url, allowFileRemotes)
}

/** For hosts with an API: as above, and neither git over SSH nor a directory. */
export function webAddressProblem(what: string, url: string): string | undefined {
  if (url.trim() !== '' && !/^https?:\/\//i.test(url)) return `${what} must begin with https:// or http://`
  return addressProblem(what, url, false)
}

function charactersProblem(what: string, url: string): string | undefined {
  if (/[\p{Cc}\s\\"'`<>]|%[01][0-9a-f]|%7f/iu.test(url)) {
    return `${what} must not include spaces, quotes, backslashes or control characters`
  }
  if (/[?#]/.test(url)) return `${what} must not have a query or fragment`
  if (/(?:^|[/:]|%2f)(?:\.|%2e){2}(?:$|\/|%2f)/i.test(url)) return `${what} must not have ".." in its path`
  return undefined
}

function schemeProblem(what: string, url: string, allowFileRemotes: boolean): string | undefined {
  switch (/^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? '') {
    case 'https':
    case 'http':
      return httpProblem(what, url)
    case 'ssh':
      return sshProblem(what, url)
    case 'file':
      return fileProblem(what, url, allowFileRemotes)
    default:
      return `${what} must begin with https://, http:// or ssh://, such as ${EXAMPLE}`
  }
}

function httpProblem(what: string, url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !HOST.test(parsed.hostname)) return `${what} is not a valid URL`
  if (/^[^/]*\/\/[^/]*@/.test(url)) return `${what} must not include a user name or password; set key and oauth-token-string instead`
  return undefined
}

function sshProblem(what: string, url: string): string | undefined {
  const parts = SSH.exec(url)?.groups
  if (parts === undefined || !HOST.test(parts['host'] ?? '')) return `${what} is not a valid URL`
  if (!SSH_USER.test(parts['user'] ?? 'git'))
    return `${what} must not include a password or a user name with special characters; use ssh://git@git.example.com`
  return undefined
}

function fileProblem(what: string, url: string, allowFileRemotes: boolean): string | undefined {
  if (!allowFileRemotes) return `${what} must not be a file:// address unless the operator sets TERRACE_ALLOW_FILE_REMOTES=on`
  return /^file:\/\/\/(?!\/)/i.test(url) ? undefined : `${what} must be an absolute path: file:///srv/git`
}
