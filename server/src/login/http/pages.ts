// The pages: set-up, sign-in, links that work once, consent to `terraform login`, tokens, organizations and password.
import type { FastifyInstance } from 'fastify'
import { cookieNames } from '../../platform/http/browser-session/index.ts'
import { type Stylesheet, speakHtml } from '../../platform/http/html/index.ts'
import type { Logger } from '../../platform/observability/index.ts'
import type { TerraformLogin } from '../terraform-login.ts'
import { serveAuthorize } from './authorize.ts'
import { type InvitationPageParts, serveInvitationPage } from './invitation-page.ts'
import { type MembershipsPageParts, serveMembershipsPage } from './memberships-page.ts'
import { type PasswordPageParts, servePasswordPage } from './password-page.ts'
import { type ResetPageParts, serveResetPage } from './reset-page.ts'
import { type SetUpPageParts, serveSetUpPage } from './set-up-page.ts'
import { type SignInParts, serveSignIn } from './sign-in.ts'
import { type SignInLinkParts, serveSignInLink } from './sign-in-link.ts'
import { type SingleSignOnRoutes, serveSingleSignOn } from './single-sign-on.ts'
import { type SingleSignOnPageParts, serveSingleSignOnPage } from './single-sign-on-page.ts'
import { serveTokensPage, type TokensPageParts } from './tokens-page.ts'
import { recogniseVisitors, type VisitorParts } from './visitor.ts'

export type PageParts = Omit<
  SignInParts &
    SetUpPageParts &
    SignInLinkParts &
    ResetPageParts &
    InvitationPageParts &
    VisitorParts &
    TokensPageParts &
    MembershipsPageParts &
    SingleSignOnRoutes &
    SingleSignOnPageParts &
    PasswordPageParts,
  'cookies'
> & {
  terraformLogin: TerraformLogin
  logger: Logger
  stylesheet: Stylesheet
}

export function servePages(scope: FastifyInstance, parts: PageParts): void {
  const cookies = cookieNames(parts.publicUrl)
  speakHtml(scope, parts)
  recogniseVisitors(scope, { ...parts, cookies })
  serveSetUpPage(scope, { ...parts, cookies })
  serveSignIn(scope, { ...parts, cookies })
  serveSignInLink(scope, { ...parts, cookies })
  serveResetPage(scope, { ...parts, cookies })
  serveInvitationPage(scope, { ...parts, cookies })
  serveSingleSignOn(scope, { ...parts, cookies })
  serveAuthorize(scope, parts)
  serveTokensPage(scope, parts)
  serveMembershipsPage(scope, parts)
  serveSingleSignOnPage(scope, parts)
  servePasswordPage(scope, { ...parts, cookies })
}
