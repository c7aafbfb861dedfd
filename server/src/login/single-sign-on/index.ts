export { IdentityProvider } from './identity-provider.ts'
export { reasonOf } from './provider-refusal.ts'
export { SingleSignOn } from './single-sign-on.ts'
