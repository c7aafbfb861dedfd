export { CLIENT_ID, PORTS } from './authorization-request.ts'
export { Sessions } from './sessions.ts'
export { TerraformLogin, type TerraformLoginDependencies } from './terraform-login.ts'
