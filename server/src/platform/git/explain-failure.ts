// Explains what git wrote to standard error. Git has no error codes, so the rules match its wording.
import { TRUST_ADVICE } from '../network/index.ts'
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
  /** as the user entered it */
  url: string
  host: string
  /** git's message, redacted */
  said: string
  /** see `presetCertificates` */
  preset: string | undefined
}

/** The first rule that matches wins, so the specific ones come first. */
const RULES: readonly Rule[] = [
  {
    pattern: /(code|response|returned error:) 407/i,
    reason: 'unreachable',
    explain: ({ host }) =>
      `${host} cannot be reached: the proxy does not accept the user name and password in HTTPS_PROXY or HTTP_PROXY (407)`,
  },
  {
    pattern: /CONNECT tunnel failed|from proxy after CONNECT|Proxy CONNECT|resolve proxy/i,
    reason: 'unreachable',
    explain: ({ host, said }) => `the proxy does not lead to ${host}: ${said}`,
  },
  {
    pattern: /requested URL returned error: 3\d\d|unable to update url base from redirection|redirect/i,
    reason: 'refused',
    explain: ({ url }) =>
      `the remote answered with a redirect, which is not followed to protect the credential: use the URL that ${url} redirects to`,
  },
  {
    pattern: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No \S+ host key is known/,
    reason: 'refused',
    explain: ({ host }) =>
      `host key verification failed for ${host}: compare its key with the one that the host publishes, then update the known hosts`,
  },
  {
    pattern: /Load key|error in libcrypto|incorrect passphrase|invalid format/i,
    reason: 'authentication',
    explain: () => 'the SSH private key is not valid: give a complete private key in OpenSSH or PEM format, without a passphrase',
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
      `the repository ${url} was not found${remote.credential.type === 'none' ? '' : ', or the credential cannot read it'}`,
  },
  {
    pattern: /dubious ownership/,
    reason: 'refused',
    explain: ({ url }) => `git detected dubious ownership: ${url} belongs to another user than the one that runs the server`,
  },
  {
    pattern: /returned error: 429/,
    reason: 'rate_limited',
    explain: ({ host }) => `${host} limits the rate of requests (429 Too Many Requests); try again later`,
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
    explain: ({ host, said, preset }) => {
      const now = preset === undefined ? '' : `; now ${preset} of the server's environment decides, for git alone`
      return `no secure connection to ${host}: ${said} (${TRUST_ADVICE}${now})`
    },
  },
  {
    pattern: /Operation too slow/i,
    reason: 'timeout',
    explain: ({ host }) => `the transfer from ${host} was too slow and was aborted`,
  },
  {
    pattern:
      /Could not resolve|Failed to connect|Couldn't connect|Connection (refused|reset|closed|timed out)|timed out|No route to host|Network is unreachable|returned error: 5\d\d|RPC failed|early EOF|hung up|Empty reply|unexpected disconnect/i,
    reason: 'unreachable',
    explain: ({ host, said }) => `${host} cannot be reached or gave no valid answer: ${said}`,
  },
  {
    pattern: /dumb http|not valid: is this a git repository|not supported by|invalid server response|protocol error/i,
    reason: 'protocol',
    explain: ({ url, said }) => `${url} is not a git repository that serves the smart protocol: ${said}`,
  },
  {
    pattern: /fsck|index-pack failed|corrupt|bad object|invalid .*object|missing blob|bad pack|inflate/i,
    reason: 'protocol',
    explain: ({ url, said }) => `${url} has corrupt or malformed objects: ${said}`,
  },
]

/** @param stderr what git wrote, unredacted @param preset see `presetCertificates` */
export function explainFailure(stderr: string, remote: GitRemote, target: RemoteTarget, preset?: string): GitFailure {
  const text = redact(stderr, remote.credential)
  const context: Context = { remote, url: redact(remote.url, remote.credential), host: hostOf(target), said: essence(text), preset }
  const rule = RULES.find(({ pattern }) => pattern.test(text))
  if (rule === undefined) return new GitFailure('protocol', `git failed on ${context.url}: ${context.said}`, { retryable: true })
  return new GitFailure(rule.reason, rule.explain(context), rule.retryable === undefined ? {} : { retryable: rule.retryable })
}

function explainAuthentication({ url, remote }: Context): string {
  switch (remote.credential.type) {
    case 'none':
      return `${url} requires a credential, and none is configured (some hosts answer the same for a repository that does not exist)`
    case 'ssh':
      return `${url} does not accept the SSH key: add its public key to an account that can read the repository, or as a deploy key`
    case 'basic':
    case 'bearer':
    default:
      return `${url} does not accept the credential: check that the token is valid, has not expired, and can read the repository`
  }
}

function hostOf(target: RemoteTarget): string {
  return target.host === '' ? target.url : target.host
}

const MAX_ESSENCE = 300

/** The most telling line: the last `fatal:` or `error:` that is not one of git's general remarks. */
function essence(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const telling = lines.filter((line) => /^(fatal|error|remote|ERROR|ssh):/i.test(line) && !GENERAL_REMARK.test(line))
  const line = telling.findLast((candidate) => candidate.startsWith('fatal:')) ?? telling.at(-1) ?? lines.at(-1) ?? 'no reason given'
  // A remote's text must not reach a terminal or a log unfiltered.
  return (
    line
      .replace(/^fatal:\s*/, '')
      // Otherwise the same failure would have another text each time, and be listed again.
      .replace(/ after \d+ (ms|milliseconds)/, '')
      // The file is this process's own.
      .replace(/ CAfile: .* CRLfile: .*/, '')
      .replaceAll(/\p{Cc}/gu, ' ')
      .slice(0, MAX_ESSENCE)
  )
}

const GENERAL_REMARK = /Could not read from remote repository|fetch-pack: invalid index-pack output|the remote end hung up/
