// Configures one git process to reach one remote: transport, address and credential.
import { AddressRefused, HostUnresolved, type Network, type ResolvedAddress, type Route, routeTo } from '../../network/index.ts'
import type { GitSettings } from '../process/git-environment.ts'
import { GitFailure } from '../process/git-failure.ts'
import type { GitLimits } from '../process/git-limits.ts'
import type { GitRemote } from './git-remote.ts'
import { authorizationOf } from './redact.ts'
import type { RemoteTarget } from './remote-target.ts'
import { prepareSsh } from './ssh-access.ts'

export interface RemoteAccess {
  settings: GitSettings
  environment: Record<string, string>
  /** host keys seen over SSH when none were pinned */
  seenKnownHosts: () => Promise<string | undefined>
}

/** Settings that protect against a hostile remote, whatever the transport. */
const FETCH_SETTINGS: GitSettings = [
  ['protocol.version', '2'],
  ['http.followRedirects', 'false'],
  ['http.sslVerify', 'true'],
  ['transfer.fsckObjects', 'true'],
  // Old versions of git wrote these errors into the history of honest repositories.
  ['fetch.fsck.zeroPaddedFilemode', 'ignore'],
  ['fetch.fsck.missingSpaceBeforeDate', 'ignore'],
  ['fetch.fsck.badTimezone', 'ignore'],
  ['fetch.fsck.badFilemode', 'ignore'],
  ['fetch.fsck.missingEmail', 'ignore'],
  ['fetch.fsck.missingNameBeforeEmail', 'ignore'],
  ['fetch.fsck.missingSpaceBeforeEmail', 'ignore'],
  ['fetch.fsck.badEmail', 'ignore'],
  ['fetch.fsck.badName', 'ignore'],
  ['fetch.fsck.badDate', 'ignore'],
  ['fetch.fsck.zeroPaddedDate', 'ignore'],
  ['fetch.fsck.multipleAuthors', 'ignore'],
  ['fetch.recurseSubmodules', 'false'],
  ['submodule.recurse', 'false'],
  ['transfer.bundleURI', 'false'],
  ['fetch.unpackLimit', '1'],
  ['pack.threads', '1'],
]

/** @param directory a private directory that the caller removes afterwards */
export async function openRemoteAccess(
  remote: GitRemote,
  target: RemoteTarget,
  options: Network & { limits: GitLimits; directory: string },
): Promise<RemoteAccess> {
  const base = { GIT_ALLOW_PROTOCOL: target.transport, ...lowSpeed(options.limits) }
  if (target.transport === 'file') return { settings: FETCH_SETTINGS, environment: base, seenKnownHosts: seesNoHostKeys }

  const { operatorChosen } = target
  if (target.transport === 'ssh') {
    const [address] = await permitted(options.addresses.resolve(target.host, { operatorChosen }))
    const ssh = await prepareSsh(remote.credential, target, address, options.directory)
    return { settings: FETCH_SETTINGS, environment: { ...base, ...ssh.environment }, seenKnownHosts: ssh.seenKnownHosts }
  }
  const route = await permitted(routeTo(new URL(target.url), options, { operatorChosen }))
  const settings = [...FETCH_SETTINGS, ...routeSettings(target, route), ...authorization(remote, target)]
  return { settings, environment: base, seenKnownHosts: seesNoHostKeys }
}

async function seesNoHostKeys(): Promise<undefined> {
  return undefined
}

/** @throws GitFailure instead of the errors of the network's rules */
async function permitted<Result>(looking: Promise<Result>): Promise<Result> {
  try {
    return await looking
  } catch (error) {
    if (error instanceof AddressRefused) throw new GitFailure('refused', error.message, { cause: error })
    if (error instanceof HostUnresolved) throw new GitFailure('unreachable', error.message, { cause: error })
    throw error
  }
}

function routeSettings(target: RemoteTarget, route: Route): GitSettings {
  return 'proxy' in route ? [['http.proxy', route.proxy.url]] : pinnedAddresses(target, route.addresses)
}

/** Makes git connect to the checked addresses, whatever a second DNS lookup would answer. */
function pinnedAddresses(target: RemoteTarget, addresses: readonly ResolvedAddress[]): GitSettings {
  const list = addresses.map(({ address, family }) => (family === 6 ? `[${address}]` : address)).join(',')
  return target.host.startsWith('[') ? [] : [['http.curloptResolve', `${target.host}:${target.port}:${list}`]]
}

function authorization(remote: GitRemote, target: RemoteTarget): GitSettings {
  const header = authorizationOf(remote.credential)
  if (header === undefined) return []
  if (/\p{Cc}/u.test(header)) throw new GitFailure('authentication', 'the credential contains a line break or control character')
  return [[`http.${new URL(target.url).origin}/.extraHeader`, `Authorization: ${header}`]]
}

function lowSpeed(limits: GitLimits): Record<string, string> {
  return {
    GIT_HTTP_LOW_SPEED_LIMIT: String(limits.lowSpeedBytesPerSecond),
    GIT_HTTP_LOW_SPEED_TIME: String(limits.lowSpeedSeconds),
  }
}
