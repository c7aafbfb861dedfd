import { NotFound, type OrganizationId, Unauthenticated } from '../kernel/index.ts'
import { can, type OrganizationAction, type Subject } from './permissions.ts'

/**
 * The first line of every service method. What a subject may not touch does not exist for it.
 * @param what names the thing in the error, such as `organization acme`
 * @throws Unauthenticated without a credential, and for a user token where the organization accepts none; NotFound when the
 * subject may not do this
 */
export function authorize(subject: Subject, action: OrganizationAction, organizationId: OrganizationId, what: string): void {
  if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
  if (subject.kind === 'user' && subject.refusedIn?.includes(organizationId)) {
    throw new Unauthenticated('this organization does not accept this token: it accepts no user tokens, or none this old')
  }
  if (!can(subject, action, organizationId)) throw new NotFound(`${what} not found`)
}

/**
 * The first line of what only site administrators do. For everybody else nothing is found.
 * @throws Unauthenticated without a credential; NotFound for all but site administrators
 */
export function authorizeSiteAdmin(subject: Subject): void {
  if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
  if (subject.kind !== 'user' || !subject.siteAdmin) throw new NotFound('not found')
}
