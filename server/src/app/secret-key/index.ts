export { compareSecretKey, SecretKeyCheck } from './secret-key-check.ts'
