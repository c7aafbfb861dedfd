export { SecretKeyCheck } from './secret-key-check.ts'
