import type { Check } from '../../../api/version-control/changes.ts'
import type { Meaning } from '../../../components/chip.tsx'

export const TITLES: Readonly<Record<Check['name'], string>> = {
  address: 'Address',
  credential: 'Credential',
  repositories: 'List of repositories',
  git: 'Reading with git',
  webhooks: 'Webhooks',
}

export const RESULTS: Readonly<Record<Check['status'], { label: string; meaning: Meaning }>> = {
  passed: { label: 'Passed', meaning: 'ok' },
  failed: { label: 'Failed', meaning: 'danger' },
  skipped: { label: 'Not tried', meaning: 'plain' },
}

/** What to do when a check failed. */
export const FIXES: Readonly<Record<Check['name'], string>> = {
  address:
    'Check that this server reaches the host. An address in a private network, a private certificate authority or a proxy is a setting of the server, which its operator makes.',
  credential: 'Replace the token, or sign in again.',
  repositories: 'Give the credential this permission at the host, or replace it.',
  git: 'Let the owner of the credential read the repository at the host, or replace the credential.',
  webhooks:
    'Make the owner of the credential an administrator of the repositories, and test again. Until then, Terrace looks for new tags every few minutes.',
}
