export { CLIENT_ID, PORTS } from './authorization-request.ts'
export { SessionAuthenticator } from './session-authenticator.ts'
export { codesEndWithTokens, Sessions, sessionsEndWithPassword } from './sessions.ts'
export { TerraformLogin } from './terraform-login.ts'
