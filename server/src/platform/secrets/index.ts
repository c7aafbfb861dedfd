export { createKeyring, createSecretBox, type KeyPurpose, type Keyring, type SecretBox } from './keyring.ts'
