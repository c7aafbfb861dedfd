// Reads what git wrote to standard error and says what is wrong in words that help. Git has no error codes: its wording is all there is.
import { GitFailure, type GitFailureReason } from './process/git-failure.ts'
import type { GitRemote } from './remote/git-remote.ts'
import { redact } from './remote/redact.ts'
import type { RemoteTarget } from './remote/remote-target.ts'

interface Rule {
  pattern: RegExp
  reason: GitFailureReason
  retryable?: boolean
  explain(context: Context): string
}

interface Context {
  remote: GitRemote
  /** as the user knows it */
  url: string
  host: string
  /** git's own words, redacted */
  said: string
}

/** The first rule that matches wins, so the specific ones come first. */
const RULES: readonly Rule[] = [
  {
    pattern: /requested URL returned error: 3\d\d|unable to update url base from redirection|redirect/i,
    reason: 'refused',
    explain: ({ url }) =>
      `the remote answered with a redirect, which is not followed so that credentials stay where they belong: use the address that ${url} redirects to`,
  },
  {
    pattern: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No \S+ host key is known/,
    reason: 'refused',
    explain: ({ host }) =>
      `the SSH host key of ${host} is not the one that was pinned: compare it with the host's real key and update the known hosts`,
  },
  {
    pattern: /Load key|error in libcrypto|incorrect passphrase|invalid format/i,
    reason: 'authentication',
    explain: () => 'the SSH private key cannot be read: it must be a whole private key in OpenSSH or PEM form without a passphrase',
  },
  {
    pattern:
      /Authentication failed|could not read (Username|Password)|terminal prompts disabled|returned error: 40[13]|Permission denied|invalid credentials|access denied|askpass/i,
    reason: 'authentication',
    explain: explainAuthentication,
  },
  {
    pattern:
      /repository .*not found|returned error: 4(04|10)|does not appear to be a git repository|not a git repository|Repository not found|Could not find the repository|repository .*does not exist|No such file or directory|unable to open/i,
    reason: 'not_found',
    explain: ({ url, remote }) =>
      `the repository ${url} was not found${remote.credential.type === 'none' ? '' : ', or the credential may not see it'}`,
  },
  {
    pattern: /dubious ownership/,
    reason: 'refused',
    explain: ({ url }) => `${url} belongs to another user of this machine than the one the server runs as`,
  },
  {
    pattern: /returned error: 429/,
    reason: 'rate_limited',
    explain: ({ host }) => `${host} answers that there were too many requests (429)`,
  },
  {
    pattern: /transport '.*' not allowed/,
    reason: 'refused',
    explain: ({ said }) => `git refuses to use this transport: ${said}`,
  },
  {
    pattern: /signal 25|File too large|pack exceeds maximum|over limit/,
    reason: 'too_large',
    explain: ({ url, said }) => `${url} is too large: ${said}`,
  },
  {
    pattern: /certificate|SSL|TLS|gnutls/i,
    reason: 'unreachable',
    explain: ({ host, said }) =>
      `no secure connection to ${host}: ${said} (a private certificate authority is trusted through SSL_CERT_FILE)`,
  },
  {
    pattern: /Operation too slow/i,
    reason: 'timeout',
    explain: ({ host }) => `${host} sends too slowly, so the transfer was given up`,
  },
  {
    pattern:
      /Could not resolve|Failed to connect|Couldn't connect|Connection (refused|reset|closed|timed out)|timed out|No route to host|Network is unreachable|returned error: 5\d\d|RPC failed|early EOF|hung up|Empty reply|unexpected disconnect/i,
    reason: 'unreachable',
    explain: ({ host, said }) => `${host} cannot be reached or does not answer properly: ${said}`,
  },
  {
    pattern: /dumb http|not valid: is this a git repository|not supported by|invalid server response|protocol error/i,
    reason: 'protocol',
    explain: ({ url, said }) => `${url} does not answer like a git repository with the smart protocol: ${said}`,
  },
  {
    pattern: /fsck|index-pack failed|corrupt|bad object|invalid .*object|missing blob|bad pack|inflate/i,
    reason: 'protocol',
    explain: ({ url, said }) => `${url} has damaged or unacceptable objects: ${said}`,
  },
]

/** @param stderr what git wrote, unredacted */
export function explainFailure(stderr: string, remote: GitRemote, target: RemoteTarget): GitFailure {
  const text = redact(stderr, remote.credential)
  const context: Context = { remote, url: redact(remote.url, remote.credential), host: hostOf(target), said: essence(text) }
  const rule = RULES.find(({ pattern }) => pattern.test(text))
  if (rule === undefined) return new GitFailure('protocol', `git failed on ${context.url}: ${context.said}`, { retryable: true })
  return new GitFailure(rule.reason, rule.explain(context), rule.retryable === undefined ? {} : { retryable: rule.retryable })
}

function explainAuthentication({ url, remote }: Context): string {
  switch (remote.credential.type) {
    case 'none':
      return `${url} asks for a credential and none is configured (some hosts also answer so when there is no such repository)`
    case 'ssh':
      return `the SSH key is not accepted for ${url}: add its public half to an account or as a deploy key that may read the repository`
    case 'basic':
    case 'bearer':
    default:
      return `the credential is not accepted for ${url}: check that the token is valid, not expired, and may read the repository`
  }
}

function hostOf(target: RemoteTarget): string {
  return target.host === '' ? target.url : target.host
}

const MAX_ESSENCE = 300

/** The line that says most: the last `fatal:` or `error:` that is not one of git's general remarks. */
function essence(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const telling = lines.filter((line) => /^(fatal|error|remote|ERROR|ssh):/i.test(line) && !GENERAL_REMARK.test(line))
  const line = telling.findLast((candidate) => candidate.startsWith('fatal:')) ?? telling.at(-1) ?? lines.at(-1) ?? 'no reason given'
  // A remote's words must not reach a terminal or a log unfiltered.
  return line
    .replace(/^fatal:\s*/, '')
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, MAX_ESSENCE)
}

const GENERAL_REMARK = /Could not read from remote repository|fetch-pack: invalid index-pack output|the remote end hung up/
