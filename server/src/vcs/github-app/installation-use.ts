// Who may use an installation of a GitHub App, and where (decision 0014).
import type { OrganizationId } from '../../kernel/index.ts'
import { can, type Subject } from '../../permissions/index.ts'
import type { GithubAppInstallation } from './github-app.ts'

type Owned = Pick<GithubAppInstallation, 'organizationId' | 'connectedBy'>

/**
 * Whether the subject may use it beyond its organization: who connected the app, as long as they see the organization's
 * connections, and site administrators.
 */
export function isTheirs(subject: Subject, { organizationId, connectedBy }: Owned): boolean {
  if (subject.kind !== 'user') return false
  return subject.siteAdmin || (subject.userId === connectedBy && can(subject, 'read-vcs-settings', organizationId))
}

/** Whether the subject may publish from it in the organization. */
export function mayPublishFrom(subject: Subject, installation: Owned, organizationId: OrganizationId): boolean {
  if (!can(subject, 'manage-modules', organizationId)) return false
  const isAtHome = organizationId === installation.organizationId
  return isAtHome || (can(subject, 'manage-vcs-settings', organizationId) && isTheirs(subject, installation))
}
