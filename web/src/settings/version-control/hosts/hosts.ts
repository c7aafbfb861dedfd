import { AZURE_DEVOPS } from './azure-devops.ts'
import { BITBUCKET } from './bitbucket.ts'
import { GITEA } from './gitea.ts'
import { GITHUB } from './github.ts'
import { GITLAB } from './gitlab.ts'
import type { Host } from './host.ts'

const GIT: Host = {
  kind: 'git',
  name: 'Any other git server',
  letters: 'G',
  urlExample: 'https://git.example.com or ssh://git@git.example.com',
  token: {
    path: 'There is nothing to create if anybody may read the repositories. Otherwise, the server has a password or token for HTTPS, or takes a public key for SSH.',
    permissions: [],
    note: 'Such a server cannot list its repositories, and has no API for webhooks: Terrace looks for new tags every few minutes.',
    tokenLabel: 'Password or token',
    keyLabel: 'User name',
    keyDescription: 'For HTTPS. Leave it empty where the token is enough.',
    isOptional: true,
    sshKey: 'optional',
    sshKeyDescription: 'A private key without passphrase, for addresses that begin with ssh://.',
  },
}

/** In the order in which they are offered. */
export const HOSTS: readonly Host[] = [...GITHUB, ...GITLAB, ...BITBUCKET, ...AZURE_DEVOPS, ...GITEA, GIT]

/** @returns undefined for a kind that the interface does not add; the API has more */
export function hostOf(kind: string | undefined): Host | undefined {
  return HOSTS.find((host) => host.kind === kind)
}
