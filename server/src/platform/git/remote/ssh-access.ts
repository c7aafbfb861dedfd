// Configures SSH for git: one key, one address, pinned host keys, and nothing of the user's own SSH configuration.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ResolvedAddress } from '../../network/index.ts'
import { GitFailure } from '../process/git-failure.ts'
import type { GitCredential } from './git-remote.ts'
import type { RemoteTarget } from './remote-target.ts'

export interface SshAccess {
  environment: Record<string, string>
  seenKnownHosts: () => Promise<string | undefined>
}

const SSH_PORT = 22

/** Writes the key and host keys to `directory` with private permissions. The caller removes the directory. */
export async function prepareSsh(
  credential: GitCredential,
  target: RemoteTarget,
  address: ResolvedAddress,
  directory: string,
): Promise<SshAccess> {
  if (credential.type !== 'ssh') throw new GitFailure('refused', `${target.url} requires an SSH key`)
  const keyFile = join(directory, 'key')
  const hostsFile = join(directory, 'known_hosts')
  // ssh refuses a key without its final newline, which forms easily lose.
  await writeFile(keyFile, `${credential.privateKey.replaceAll('\r\n', '\n').trimEnd()}\n`, { mode: 0o600 })
  await writeFile(hostsFile, `${credential.knownHosts?.trimEnd() ?? ''}\n`, { mode: 0o600 })

  const pinned = credential.knownHosts !== undefined
  return {
    environment: { GIT_SSH_VARIANT: 'ssh', GIT_SSH_COMMAND: sshCommand({ keyFile, hostsFile, pinned, target, address }) },
    seenKnownHosts: async () => (pinned ? undefined : nonEmpty(await readFile(hostsFile, 'utf8'))),
  }
}

interface SshOptions {
  keyFile: string
  hostsFile: string
  pinned: boolean
  target: RemoteTarget
  address: ResolvedAddress
}

function sshCommand({ keyFile, hostsFile, pinned, target, address }: SshOptions): string {
  // ssh looks up host keys under the name that known_hosts has, not under the address that it connects to.
  const host = target.host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  const alias = target.port === SSH_PORT ? host : `[${host}]:${target.port}`
  const options = [
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    `IdentityFile=${configValue(keyFile)}`,
    `UserKnownHostsFile=${configValue(hostsFile)}`,
    'GlobalKnownHostsFile=/dev/null',
    `StrictHostKeyChecking=${pinned ? 'yes' : 'accept-new'}`,
    'UpdateHostKeys=no',
    'HashKnownHosts=no',
    `HostName=${address.address}`,
    `HostKeyAlias=${alias}`,
    'CanonicalizeHostname=no',
    'CheckHostIP=no',
    'PreferredAuthentications=publickey',
    'PasswordAuthentication=no',
    'KbdInteractiveAuthentication=no',
    'ForwardAgent=no',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    'ControlMaster=no',
    'ControlPath=none',
    'ProxyCommand=none',
    'ConnectTimeout=15',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=2',
    'LogLevel=ERROR',
  ]
  return ['ssh', '-F', '/dev/null', '-T', ...options.flatMap((option) => ['-o', option])].map(shellQuoted).join(' ')
}

/** File names in ssh options: quoted for spaces, with `%` doubled because it starts a token. */
function configValue(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`
}

function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}

function nonEmpty(text: string): string | undefined {
  return text.trim() === '' ? undefined : `${text.trim()}\n`
}
